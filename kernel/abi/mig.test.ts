import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERN_INVALID_NAME, KERN_SUCCESS, MIG_BAD_ARGUMENTS, MIG_BAD_ID, MIG_REPLY_MISMATCH, MIG_TYPE_ERROR } from './codes.ts';
import { ROUTINES } from './interfaces/index.ts';
import { machPort } from './interfaces/mach_port.ts';
import { task } from './interfaces/task.ts';
import { DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from './message.ts';
import type { Field, Fields, HeldWorld, Kind, Layout, Opener, Routine, Values } from './mig.ts';
import { decodeReply, decodeRequest, encodeReply, encodeRequest, tooLarge } from './mig.ts';
import { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from './rights.ts';

type TestWorld = HeldWorld<string, string>;
interface TestDescriptor {
  readonly type: number;
  readonly kind: number;
  readonly rights: readonly string[];
  readonly memory: unknown;
}
interface TestBody {
  readonly msghId: number;
  readonly descriptors: readonly TestDescriptor[] | null;
  readonly data: Uint8Array;
}

const opener: Opener<TestWorld, TestDescriptor> = {
  right: (descriptor) => descriptor.rights[0]!,
  rights: (descriptor) => descriptor.rights,
  memory: (descriptor) => descriptor.memory as string,
  words: (descriptor) => {
    const bytes = descriptor.memory as Uint8Array<ArrayBuffer>;
    return [...new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
  },
};

/** What the receiver gets of what the encoder gave: the rights as they arrive. */
function delivered(encoded: ReturnType<typeof encodeRequest>): TestBody {
  const descriptors = encoded.descriptors?.map(({ type, kind, value }) => ({
    type,
    kind: kind === 0 ? PORT_SEND : kind,
    rights: type === DESCRIPTOR_PORT ? [value as string] : type === DESCRIPTOR_OOL_PORTS ? (value as readonly string[]) : [],
    memory: value,
  }));
  return { msghId: encoded.msghId, data: encoded.data, descriptors: descriptors ?? null };
}

const word = fc.nat({ max: 0xffffffff });
const text = (maxBytes: number): fc.Arbitrary<string> => fc.string({ unit: 'binary', maxLength: Math.min(60, Math.floor(maxBytes / 4)) });
const ARBITRARIES: { readonly [K in Kind]: (field: Field) => fc.Arbitrary<unknown> } = {
  u32: () => word,
  name: () => word,
  i32: () => fc.integer(),
  u64: () => fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  int: () => fc.maxSafeInteger(),
  bool: () => fc.boolean(),
  string: ({ max }) => text(max),
  bytes: ({ max }) => fc.uint8Array({ maxLength: Math.min(max, 100) }),
  u32s: ({ max }) => fc.array(word, { maxLength: Math.min(max, 30) }),
  strings: ({ max }) => fc.array(text(200), { maxLength: Math.min(max, 8) }),
  send: () => fc.string(),
  receive: () => fc.string(),
  sendOnce: () => fc.string(),
  right: () => fc.string(),
  sends: ({ max }) => fc.array(fc.string(), { maxLength: Math.min(max, 8) }),
  rights: ({ max }) => fc.array(fc.string(), { maxLength: Math.min(max, 8) }),
  memory: () => fc.string(),
  words: () => fc.array(word, { maxLength: 30 }),
};
type AnyValues = Values<Fields, TestWorld>;
const valuesOf = (fields: Fields): fc.Arbitrary<AnyValues> =>
  fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, ARBITRARIES[field.kind](field)])),
  ) as fc.Arbitrary<AnyValues>;

/** Any bytes behind any descriptors, near enough to the declaration to get past its first checks. */
const anyBody = (layout: Layout): fc.Arbitrary<TestBody> =>
  fc.record({
    msghId: fc.constant(layout.id),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: layout.leastBytes, maxLength: layout.leastBytes }),
      fc.array(fc.oneof(fc.nat({ max: 12 }), word), { maxLength: 20 }).map((list) => new Uint8Array(new Uint32Array(list).buffer)),
    ),
    descriptors: fc.option(
      fc.array(
        fc.record({
          type: fc.nat({ max: 5 }),
          kind: fc.constantFrom(0, PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE),
          rights: fc.array(fc.string(), { maxLength: 6 }),
          memory: fc.constant(new Uint8Array(8)),
        }),
        { minLength: layout.descriptors.length, maxLength: layout.descriptors.length + (layout.descriptors.length === 0 ? 1 : 0) },
      ),
    ),
  });

describe.each(ROUTINES.map((routine): [string, Routine] => [routine.name, routine]))('%s', (_, routine) => {
  it('gives a server the arguments that the client gave', () => {
    fc.assert(
      fc.property(valuesOf(routine.in), (args) => {
        expect(tooLarge(routine.request, args)).toBeUndefined();
        const body = delivered(encodeRequest<Routine, TestWorld>(routine, args));
        expect(body.data.length % 4).toBe(0);
        expect(decodeRequest(routine, body, opener)).toEqual(args);
      }),
      { numRuns: 30 },
    );
  });

  it('gives a client the results that the server gave', () => {
    fc.assert(
      fc.property(valuesOf(routine.out), (outs) => {
        const body = delivered(encodeReply<Routine, TestWorld>(routine, KERN_SUCCESS, outs));
        expect(decodeReply(routine, body, opener)).toEqual({ code: KERN_SUCCESS, outs });
      }),
      { numRuns: 30 },
    );
  });

  it('answers any bytes with values or a code', () => {
    fc.assert(
      fc.property(anyBody(routine.request), anyBody(routine.reply), (request, reply) => {
        const args = decodeRequest(routine, request, opener);
        expect(typeof args === 'object' || args === MIG_TYPE_ERROR || args === MIG_BAD_ARGUMENTS).toBe(true);
        const { code, outs } = decodeReply(routine, reply, opener);
        expect(outs !== undefined).toBe(code === KERN_SUCCESS);
      }),
      { numRuns: 60 },
    );
  });
});

const simple = (msghId: number, ...list: number[]): TestBody => ({
  msghId,
  descriptors: null,
  data: new Uint8Array(new Int32Array(list).buffer),
});

describe('what does not fit its declaration', () => {
  it('is MIG_BAD_ID when the id is another', () => {
    expect(decodeRequest(machPort.mach_port_allocate, simple(3205, 1), opener)).toBe(MIG_BAD_ID);
    expect(decodeReply(machPort.mach_port_allocate, simple(3305, 0, 1), opener)).toEqual({ code: MIG_REPLY_MISMATCH });
  });

  it('is MIG_BAD_ARGUMENTS when the data is cut short or too long', () => {
    expect(decodeRequest(machPort.mach_port_allocate, simple(3204), opener)).toBe(MIG_BAD_ARGUMENTS);
    expect(decodeRequest(machPort.mach_port_allocate, simple(3204, 1, 0), opener)).toBe(MIG_BAD_ARGUMENTS);
    expect(decodeRequest(task.task_set_name, simple(3480, 5, 0), opener)).toBe(MIG_BAD_ARGUMENTS);
    expect(decodeRequest(task.task_set_name, simple(3480, -1, 0), opener)).toBe(MIG_BAD_ARGUMENTS);
  });

  it('is MIG_BAD_ARGUMENTS when a text is not UTF-8', () => {
    expect(decodeRequest(task.task_set_name, simple(3480, 2, 0xffff), opener)).toBe(MIG_BAD_ARGUMENTS);
  });

  it('is MIG_TYPE_ERROR when a right is of another kind', () => {
    const insert = (kind: number): unknown =>
      decodeRequest(
        task.task_set_special_port,
        { ...simple(3410, 4), descriptors: [{ type: DESCRIPTOR_PORT, kind, rights: ['p'], memory: null }] },
        opener,
      );
    expect(insert(PORT_RECEIVE)).toBe(MIG_TYPE_ERROR);
    expect(insert(PORT_SEND)).toEqual({ which_port: 4, special_port: 'p' });
  });

  it('is MIG_TYPE_ERROR when a simple message should be complex, or the reverse', () => {
    expect(decodeRequest(task.task_set_special_port, simple(3410, 4), opener)).toBe(MIG_TYPE_ERROR);
    expect(decodeRequest(task.task_suspend, { ...simple(3407), descriptors: [] }, opener)).toBe(MIG_TYPE_ERROR);
  });

  it('a failure carries its code and nothing else', () => {
    const { data, descriptors, msghId } = encodeReply(machPort.mach_port_extract_right, KERN_INVALID_NAME);
    expect({ size: data.length, descriptors, msghId }).toEqual({ size: 4, descriptors: null, msghId: 3315 });
    expect(decodeReply(machPort.mach_port_extract_right, { data, descriptors: null, msghId }, opener)).toEqual({ code: KERN_INVALID_NAME });
  });

  it('the ids of all routines and their replies are different', () => {
    const ids = ROUTINES.flatMap(({ id, replies }) => (replies ? [id, id + 100] : [id]));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
