import { expect, it } from 'vitest';
import { lastWords } from './lastWords.ts';

const REPORT = `
<--- Last few GCs --->
 0[1:0x2]     1351 ms: Incremental Mark-Compact (reduce) 254.2 (255.3) -> 254.2 (255.3) MB, pooled: 0.0 MB, 141.49 / 0.00 ms
FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0x840e50  [machlab: oom]
`;

it('of a full heap tells one line, with what the program itself had said before', () => {
  expect(lastWords('oom', { stderr: REPORT, signal: 'SIGABRT' })).toBe(
    'machlab: oom has filled its memory (254 MB) and was ended; a task may not take more\n',
  );
  expect(lastWords('oom', { stderr: `a warning${REPORT}`, signal: 'SIGABRT' }).split('\n')[0]).toBe('a warning');
});

it('leaves everything else as it is', () => {
  expect(lastWords('x', { stderr: 'Error: no\n    at x.ts:1\n', signal: '' })).toBe('Error: no\n    at x.ts:1\n');
});

it('names the signal, behind what the program had said', () => {
  expect(lastWords('x', { stderr: '', signal: 'SIGKILL' })).toBe('machlab: x was ended by SIGKILL\n');
  expect(lastWords('x', { stderr: 'half a', signal: 'SIGSEGV' })).toBe('half a\nmachlab: x was ended by SIGSEGV\n');
});
