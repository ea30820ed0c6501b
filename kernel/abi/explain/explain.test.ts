import { describe, expect, it } from 'vitest';
import { CODES, codeName } from '../codes.ts';
import { TRAP_NAMES } from '../frame.ts';
import { ROUTINES } from '../interfaces/index.ts';
import { OPTION_NAMES } from '../message.ts';
import { NOTIFICATION_NAMES } from '../notify.ts';
import { CALLS, EXPLAINED, explain } from './index.ts';
import type { Explained } from './index.ts';

const named = (kind: string): string[] => EXPLAINED.filter((explained) => explained.kind === kind).map(({ name }) => name);

describe('the explanations', () => {
  it('leave no trap, call, code, option or notification out', () => {
    expect(named('trap')).toEqual(Object.values(TRAP_NAMES));
    const calls = ROUTINES.filter(({ subsystem }) => subsystem !== 'notify').map(({ name }) => name);
    expect(named('call').toSorted()).toEqual(calls.toSorted());
    expect(named('code')).toEqual(expect.arrayContaining(Object.keys(CODES)));
    expect(named('option').toSorted()).toEqual(Object.keys(OPTION_NAMES).toSorted());
    expect(named('notification')).toEqual(expect.arrayContaining(Object.values(NOTIFICATION_NAMES)));
  });

  it('are one sentence each, with a source', () => {
    const names = (bad: (explained: Explained) => boolean): string[] => EXPLAINED.filter(bad).map(({ name }) => name);
    expect(names(({ about }) => !/^[A-Z].*[.]$/.test(about))).toEqual([]);
    expect(names(({ about }) => about.length >= 160)).toEqual([]);
    expect(names(({ source }) => source === '')).toEqual([]);
  });

  it('say of each call which codes it answers, each once', () => {
    const twice = Object.entries(CALLS).filter(([, { codes }]) => new Set(codes).size !== codes.length);
    expect(twice).toEqual([]);
    const codes = Object.values(CALLS).flatMap((call) => call.codes);
    expect(codes.filter((code) => codeName(CODES[code]) !== code)).toEqual([]);
  });

  it('are found by the spelling of Mach’s headers too', () => {
    expect(explain('MACH_SEND_INVALID_DEST').map(({ kind, value }) => [kind, value])).toEqual([['code', 0x10000003]]);
    expect(explain('mach_port_allocate')).toMatchObject([{ kind: 'call', value: 3204 }]);
    expect(explain('mach_msg')).toMatchObject([{ kind: 'trap', value: 1 }]);
    expect(explain('mach_task_self')).toMatchObject([{ kind: 'trap', value: 2 }]);
    expect(explain('MACH_PORT_RIGHT_RECEIVE')).toMatchObject([{ kind: 'right', value: 1 }]);
    expect(explain('MACH_MSG_TYPE_MAKE_SEND_ONCE')).toMatchObject([{ kind: 'disposition', value: 21 }]);
    expect(explain('MACH_NOTIFY_NO_SENDERS')).toMatchObject([{ kind: 'notification', value: 70 }]);
    expect(explain('MACH_SEND_MSG')).toMatchObject([{ kind: 'option', value: 1 }]);
    expect(explain('MACH_RCV_TIMEOUT')).toMatchObject([{ kind: 'option', value: 0x100 }]);
    expect(explain('DEAD_NAME').map(({ kind }) => kind)).toEqual(['right', 'notification']);
    expect(explain('no such thing')).toEqual([]);
  });
});
