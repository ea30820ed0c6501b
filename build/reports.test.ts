import { describe, expect, it } from 'vitest';
import { add, EMPTY, readReport, sumLine } from './reports.ts';

const test = (status: string, title: string, meta: object = {}): object => ({
  status,
  title,
  ancestorTitles: ['', 'a port'],
  meta,
  failureMessages: status === 'failed' ? ['\u001B[31mError: one is not two\u001B[39m\n  at x.test.ts:1'] : [],
});
const file = (status: string, ...assertionResults: object[]): object => ({
  name: 'x.test.ts',
  status,
  message: 'no such module',
  assertionResults,
});
const vitest = (...testResults: object[]): string => JSON.stringify({ testResults });

const spec = (title: string, status: string, annotations: object[] = []): object => ({
  title,
  tests: [
    { projectName: 'chromium', status, annotations, results: status === 'unexpected' ? [{ error: { message: '\nno line' } }] : [{}] },
  ],
});

describe('the reader of test reports', () => {
  it('counts what passed and gives each test that failed or was skipped its reason', () => {
    const report = vitest(
      file('passed', test('passed', 'queues'), test('skipped', 'locks', { skipReason: 'needs Linux' }), test('todo', 'moves')),
      file('failed', test('failed', 'dies'), test('skipped', 'wakes')),
    );
    expect(readReport(report)).toEqual({
      passed: 1,
      failed: [{ name: 'a port › dies', reason: 'Error: one is not two' }],
      skipped: [
        { name: 'a port › locks', reason: 'needs Linux' },
        { name: 'a port › moves', reason: 'to be written' },
        { name: 'a port › wakes', reason: 'no reason given' },
      ],
    });
  });

  it('counts a file that could not be loaded as a failed test', () => {
    const failed = [{ name: 'x.test.ts', reason: 'no such module' }];
    expect(readReport(vitest(file('failed')))).toEqual({ passed: 0, failed, skipped: [] });
    expect(readReport(vitest(file('failed', test('passed', 'queues'))))).toEqual({ passed: 1, failed, skipped: [] });
  });

  it('reads the nested suites of a browser run and takes a test that passes only sometimes for failed', () => {
    const inner = { title: 'graph', specs: [spec('draws', 'expected'), spec('blinks', 'flaky'), spec('breaks', 'unexpected')] };
    const outer = {
      title: 'graph.spec.ts',
      suites: [inner],
      specs: [spec('opens', 'skipped', [{ type: 'skip', description: 'no binary' }])],
    };
    expect(readReport(JSON.stringify({ suites: [outer], errors: [] }))).toEqual({
      passed: 1,
      failed: [
        { name: 'graph.spec.ts › graph › blinks (chromium)', reason: 'no reason given' },
        { name: 'graph.spec.ts › graph › breaks (chromium)', reason: 'no line' },
      ],
      skipped: [{ name: 'graph.spec.ts › opens (chromium)', reason: 'no binary' }],
    });
  });

  it('counts an error outside all tests of a browser run as a failure', () => {
    expect(readReport(JSON.stringify({ suites: [], errors: [{ message: 'no browser' }] })).failed).toEqual([
      { name: 'outside all tests', reason: 'no browser' },
    ]);
  });

  it('sums reports and words the sum in one form', () => {
    const sum = add({ passed: 2, failed: [{ name: 'c', reason: 'd' }], skipped: [{ name: 'a', reason: 'b' }] }, { ...EMPTY, passed: 3 });
    expect(sumLine(sum)).toBe('5 passed, 1 failed, 1 skipped');
  });
});
