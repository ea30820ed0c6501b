import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { KERN_INVALID_NAME } from '../codes.ts';
import { bootstrap } from '../interfaces/bootstrap.ts';
import { fileService } from '../interfaces/file.ts';
import { ROUTINES } from '../interfaces/index.ts';
import { machPort } from '../interfaces/mach_port.ts';
import { encodeReply, encodeRequest } from '../mig.ts';
import type { HeldWorld } from '../mig.ts';
import { MAKE_SEND, RIGHT_RECEIVE } from '../rights.ts';
import { showMessage } from './display.ts';

type World = HeldWorld<string, string>;
const label = (descriptor: number): string => `right ${descriptor}`;
const shown = (encoded: { msghId: number; data: Uint8Array }): unknown => {
  const found = showMessage(encoded.msghId, encoded.data, label);
  return (
    found && { name: found.routine.name, code: found.code, cut: found.cut, fields: found.fields.map(({ name, text }) => `${name} ${text}`) }
  );
};

describe('a message in words', () => {
  it('names numbers that have a name', () => {
    expect(shown(encodeRequest<typeof machPort.mach_port_allocate, World>(machPort.mach_port_allocate, { right: RIGHT_RECEIVE }))).toEqual({
      name: 'mach_port_allocate',
      cut: false,
      fields: ['right RECEIVE'],
    });
    expect(
      shown(
        encodeRequest<typeof machPort.mach_port_extract_right, World>(machPort.mach_port_extract_right, {
          name: 0x503,
          disposition: MAKE_SEND,
        }),
      ),
    ).toMatchObject({ fields: ['name 0x0503', 'disposition MAKE_SEND'] });
  });

  it('labels rights by their descriptor', () => {
    const args = { service_name: 'x.y', service_port: 'p' };
    expect(shown(encodeRequest<typeof bootstrap.bootstrap_register, World>(bootstrap.bootstrap_register, args))).toMatchObject({
      fields: ['service_port right 0', 'service_name "x.y"'],
    });
  });

  it('shows the code of a failed reply and no fields', () => {
    expect(shown(encodeReply(machPort.mach_port_allocate, KERN_INVALID_NAME))).toEqual({
      name: 'mach_port_allocate',
      code: KERN_INVALID_NAME,
      cut: false,
      fields: [],
    });
  });

  it('says so when only the beginning of the data is there', () => {
    const { msghId, data } = encodeRequest<typeof fileService.file_open, World>(fileService.file_open, {
      path: utf8('a/long/path'),
      flags: 1,
    });
    expect(shown({ msghId, data })).toMatchObject({ cut: false, fields: ['path "a/long/path"', 'flags 0x1'] });
    expect(shown({ msghId, data: data.subarray(0, 8) })).toMatchObject({ cut: true, fields: [] });
  });

  it('takes any bytes under any known id', () => {
    const ids = ROUTINES.flatMap(({ id, replies }) => (replies ? [id, id + 100] : [id]));
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.uint8Array({ maxLength: 120 }), (id, data) => {
        expect(showMessage(id, data, label)).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('knows nothing of other ids', () => {
    expect(showMessage(1234567, new Uint8Array(4), label)).toBeUndefined();
  });
});
