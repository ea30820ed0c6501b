import { describe, expect, it } from 'vitest';
import { runConformance } from './conformance.ts';
import { allocate, failuresOf, fileOf, play, type StepValue } from './testing/play.ts';

const send = (name: string, more: StepValue = {}): StepValue => ({
  call: 'mach_msg',
  args: { options: ['SEND_MSG'], msg: { remote: { name, disposition: 'MAKE_SEND' }, local: null, id: 7, data: 'hello' } },
  expect: 'MACH_MSG_SUCCESS',
  ...more,
});
const receive = (name: string, more: StepValue = {}): StepValue => ({
  call: 'mach_msg',
  args: { options: ['RCV_MSG', 'RCV_TIMEOUT'], rcv_name: name, timeout: 0 },
  expect: 'MACH_MSG_SUCCESS',
  ...more,
});
const problem = (steps: readonly StepValue[], more: StepValue = {}): string =>
  failuresOf(play(steps, 'recommended', more))[0]?.actual ?? 'none';

describe('a case', () => {
  it('passes when every step answers as expected', () => {
    expect(play([allocate('p'), send('$p'), receive('$p', { expect_msg: { id: 7, data: 'hello' } })])).toEqual({ outcome: 'passed' });
  });

  it('fails with the step, what was expected and what was found', () => {
    const verdict = play([allocate('p'), { call: 'mach_port_deallocate', args: { name: '$p' }, expect: 'KERN_SUCCESS' }]);
    expect(failuresOf(verdict)).toEqual([
      { step: 2, what: 'mach_port_deallocate', expected: 'KERN_SUCCESS', actual: 'KERN_INVALID_RIGHT' },
    ]);
  });

  it.each([
    ['id', 8],
    ['data', 'hellO'],
    ['data', ''],
    ['remote', '$p'],
    ['local', 'NULL'],
    ['localType', 'PORT_SEND_ONCE'],
    ['remoteType', 'PORT_SEND'],
    ['seqno', 1],
    ['complex', true],
    ['size', 24],
    ['sender', 'KERNEL'],
    ['audit_pid', 0],
    ['trailer', { size: 12 }],
    ['body', [{ type: 'PORT' }]],
    ['names', ['$p']],
    ['notification', 'DEAD_NAME'],
  ])('fails when the message differs in %s', (field, value) => {
    const verdict = play([allocate('p'), send('$p'), receive('$p', { expect_msg: { [field]: value } })]);
    expect(failuresOf(verdict).map(({ step }) => step)).toEqual([3]);
  });

  it('fails when a result differs', () => {
    const status = (out: StepValue): StepValue => ({
      call: 'mach_port_get_receive_status',
      args: { name: '$p' },
      expect: 'KERN_SUCCESS',
      out,
    });
    const verdict = play([allocate('p'), status({ qlimit: 5 }), status({ qlimit: 6 }), status({ srights: true })]);
    expect(failuresOf(verdict).map(({ step, expected, actual }) => [step, expected, actual])).toEqual([
      [3, 'qlimit 6', '5'],
      [4, 'srights true', 'false'],
    ]);
  });

  it('goes on after a failing step and tells of each', () => {
    const wrong = { call: 'mach_port_type', args: { name: '$p' }, expect: 'KERN_INVALID_NAME' };
    expect(failuresOf(play([allocate('p'), wrong, wrong])).map(({ step }) => step)).toEqual([2, 3]);
  });

  it('fails when a call that nothing can end is not said to wait', () => {
    const verdict = play([allocate('p'), { call: 'mach_msg', args: { options: ['RCV_MSG'], rcv_name: '$p' }, expect: 'MACH_MSG_SUCCESS' }]);
    expect(failuresOf(verdict)).toMatchObject([{ step: 2, actual: 'it waits, and nothing will end that' }]);
  });

  it('fails when a call that should wait has ended', () => {
    const steps = [
      allocate('p'),
      { setup: 'thread', bind: 'T' },
      { ...receive('$p'), async: 'h', thread: 'T' },
      { check: 'blocked', handle: 'h' },
    ];
    expect(failuresOf(play(steps))).toMatchObject([{ step: 4, actual: 'it has ended' }]);
  });

  it('fails when time does not pass as said', () => {
    const steps = [
      allocate('p'),
      {
        ...receive('$p'),
        args: { options: ['RCV_MSG', 'RCV_TIMEOUT'], rcv_name: '$p', timeout: 30 },
        expect: 'MACH_RCV_TIMED_OUT',
        elapsed_ms: { min: 31 },
      },
    ];
    expect(failuresOf(play(steps))).toMatchObject([{ step: 2, actual: '30 ms' }]);
  });
});

describe('what is not in the format is an error and never passes', () => {
  it.each<[string, readonly StepValue[]]>([
    ["unknown call 'mach_port_frobnicate'", [{ call: 'mach_port_frobnicate', args: {}, expect: 'KERN_SUCCESS' }]],
    ["unknown field 'colour'", [{ ...allocate('p'), colour: 'red' }]],
    ["unknown field 'size'", [{ call: 'mach_port_allocate', args: { right: 'RECEIVE', size: 1 }, expect: 'KERN_SUCCESS' }]],
    ["field 'right' is missing", [{ call: 'mach_port_allocate', args: {}, expect: 'KERN_SUCCESS' }]],
    ['unknown right "PORT"', [allocate('p', 'PORT')]],
    ["unknown return code 'KERN_SUCESS'", [{ ...allocate('p'), expect: 'KERN_SUCESS' }]],
    ["one of 'expect' and 'expect_any'", [{ call: 'task_self', args: {} }]],
    ['unknown option "RCV_FAST"', [{ call: 'mach_msg', args: { options: ['RCV_FAST'] }, expect: 'MACH_MSG_SUCCESS' }]],
    ["SEND_MSG needs 'msg'", [{ call: 'mach_msg', args: { options: ['SEND_MSG'] }, expect: 'MACH_MSG_SUCCESS' }]],
    [
      'unknown disposition "GIVE"',
      [
        allocate('p'),
        { ...send('$p'), args: { options: ['SEND_MSG'], msg: { remote: { name: '$p', disposition: 'GIVE' }, local: null, id: 0 } } },
      ],
    ],
    ["unknown field 'trailr'", [allocate('p'), receive('$p', { expect_msg: { trailr: 1 } })]],
    ["unknown field 'elements'", [allocate('p'), receive('$p', { expect_msg: { trailer: { elements: 1 } } })]],
    ['unknown descriptor "PORTS"', [allocate('p'), receive('$p', { expect_msg: { body: [{ type: 'PORTS' }] } })]],
    [
      "unknown field 'limit'",
      [allocate('p'), { call: 'mach_port_get_receive_status', args: { name: '$p' }, expect: 'KERN_SUCCESS', out: { limit: 5 } }],
    ],
    ['gives nothing to bind', [allocate('p'), { call: 'mach_port_deallocate', args: { name: '$p' }, expect: 'KERN_SUCCESS', bind: 'q' }]],
    ["'expect_msg' belongs to mach_msg", [{ ...allocate('p'), expect_msg: {} }]],
    ["unknown setup 'magic'", [{ setup: 'magic', bind: 'x' }]],
    ["unknown check 'same'", [{ check: 'same', a: 1, b: 1 }]],
    ['there is no handle "h"', [{ await: 'h', expect: 'MACH_MSG_SUCCESS' }]],
    ['there is no thread "T"', [{ call: 'thread_abort', args: { thread: 'T' }, expect: 'KERN_SUCCESS' }]],
    ['neither a call, nor await, setup or check', [{ note: 'nothing' }]],
    ['is no name', [{ call: 'mach_port_type', args: { name: 'p' }, expect: 'KERN_SUCCESS' }]],
    ['unknown bytes "zeros"', [allocate('p'), receive('$p', { expect_msg: { body: [{ type: 'OOL', same_bytes_as: 'zeros' }] } })]],
  ])('%s', (message, steps) => {
    expect(problem(steps)).toContain(message);
  });

  it.each<[string, StepValue]>([
    ["unknown field 'author'", { author: 'me' }],
    ['unknown profile "mach"', { profile: 'mach' }],
    ['unknown verdict "maybe"', { recommended: 'maybe' }],
    ['unknown kind "rumour"', { kind: 'rumour' }],
    ['a case without steps', { steps: [] }],
  ])('of a case: %s', (message, more) => {
    expect(problem([allocate('p')], more)).toContain(message);
  });

  it('says so for a reference that no step bound', () => {
    expect(problem([{ call: 'mach_port_type', args: { name: '$q' }, expect: 'KERN_SUCCESS' }])).toBe('$q is not bound');
  });
});

describe('a run', () => {
  const file = { name: 'x.json', text: fileOf([allocate('p')]) };
  const output = (text: string, options: { json?: boolean } = {}): { code: number; text: string } => {
    let written = '';
    const code = runConformance([{ name: 'x.json', text }], { ...options, write: (piece) => (written += piece) });
    return { code, text: written };
  };

  it('ends with the totals and exit code 0 when all pass', () => {
    expect(output(file.text)).toEqual({ code: 0, text: '1 passed, 0 failed, 0 skipped\n' });
  });

  it('ends with exit code 1 when a case fails, and shows the step', () => {
    const { code, text } = output(fileOf([{ ...allocate('p'), expect: 'KERN_NO_SPACE' }]));
    expect(code).toBe(1);
    expect(text).toBe(
      'FAILED x: x\n  step 1 mach_port_allocate: expected KERN_NO_SPACE, found KERN_SUCCESS\n0 passed, 1 failed, 0 skipped\n',
    );
  });

  it.each(['not json', '{}', '{"format":"mach-conformance/1","cases":[]}', '{"format":"mach-conformance/2","cases":[]}', '[]'])(
    'fails for a file that is no case file: %s',
    (text) => {
      const { code, text: report } = output(text);
      expect([code, report.trimEnd().split('\n').at(-1)]).toEqual([1, '0 passed, 1 failed, 0 skipped']);
    },
  );

  it('gives the same as one JSON document', () => {
    const { text } = output(file.text, { json: true });
    expect(JSON.parse(text)).toMatchObject({
      profile: 'recommended',
      passed: 1,
      failed: 0,
      skipped: 0,
      cases: [{ id: 'x', outcome: 'passed' }],
    });
  });

  it('skips, with the reason, what a profile does not answer', () => {
    expect(play([allocate('p')], 'classic', { profile: 'xnu' })).toEqual({ outcome: 'skipped', reason: 'the answer of xnu' });
    expect(play([allocate('p')], 'xnu', { profile: 'gnumach' })).toEqual({ outcome: 'skipped', reason: 'the answer of gnumach' });
    expect(play([allocate('p')], 'recommended', { profile: 'xnu', recommended: 'profile-only' })).toEqual({
      outcome: 'skipped',
      reason: 'only under the profile of xnu',
    });
  });

  it('accepts the trap flavour of a right argument, and shows both codes when neither is expected', () => {
    const insert = (expected: string): StepValue => ({
      call: 'mach_port_insert_right',
      args: { name: 999, poly: '$p', disposition: 'COPY_SEND' },
      expect: expected,
    });
    expect(play([allocate('p'), insert('MACH_SEND_INVALID_RIGHT')])).toEqual({ outcome: 'passed' });
    expect(play([allocate('p'), insert('KERN_INVALID_RIGHT')])).toEqual({ outcome: 'passed' });
    expect(failuresOf(play([allocate('p'), insert('KERN_INVALID_NAME')]))[0]?.actual).toBe(
      'MACH_SEND_INVALID_RIGHT (by the trap: KERN_INVALID_RIGHT)',
    );
  });
});
