import { stripVTControlCharacters } from 'node:util';

/** What the reports of the test runners say, in the one shape that `npm test` sums up. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly Unpassed[];
  readonly skipped: readonly Unpassed[];
}

/** A test that failed or did not run, and why: a line. */
export interface Unpassed {
  readonly name: string;
  readonly reason: string;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
      readonly meta?: { readonly skipReason?: string };
    }[];
  }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results?: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

const NO_REASON = 'no reason given';

export const EMPTY: Tally = { passed: 0, failed: [], skipped: [] };

/** The sum of several reports. */
export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: [...a.failed, ...b.failed],
  skipped: [...a.skipped, ...b.skipped],
});

/** The first line that says something, without a terminal's colours. */
const firstLine = (message = ''): string =>
  stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '') ?? NO_REASON;

/** A file that could not be loaded, or died, counts as one failed test beside those that it reported. */
const readVitest = ({ testResults }: VitestReport): Tally => {
  let passed = 0;
  const failed: Unpassed[] = [];
  const skipped: Unpassed[] = [];
  for (const file of testResults) {
    const before = failed.length;
    for (const test of file.assertionResults) {
      const name = [...test.ancestorTitles, test.title].filter((title) => title !== '').join(' › ');
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed.push({ name, reason: firstLine(test.failureMessages?.[0]) });
      else skipped.push({ name, reason: test.meta?.skipReason ?? (test.status === 'todo' ? 'to be written' : NO_REASON) });
    }
    if (file.status === 'failed' && failed.length === before) failed.push({ name: file.name, reason: firstLine(file.message) });
  }
  return { passed, failed, skipped };
};

/** A test that passes only sometimes counts as failed. */
const readSuite = (suite: PlaywrightSuite, above: string): Tally => {
  const path = above === '' ? suite.title : `${above} › ${suite.title}`;
  let sum = (suite.suites ?? []).map((inner) => readSuite(inner, path)).reduce(add, EMPTY);
  for (const spec of suite.specs ?? []) {
    for (const { status, projectName, annotations, results = [] } of spec.tests) {
      const name = `${path} › ${spec.title} (${projectName})`;
      if (status === 'expected') sum = add(sum, { ...EMPTY, passed: 1 });
      else if (status !== 'skipped') {
        const { error } = results.find((result) => result.error !== undefined) ?? {};
        sum = add(sum, { ...EMPTY, failed: [{ name, reason: firstLine(error?.message) }] });
      } else {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? NO_REASON;
        sum = add(sum, { ...EMPTY, skipped: [{ name, reason }] });
      }
    }
  }
  return sum;
};

const readPlaywright = ({ suites, errors }: PlaywrightReport): Tally => {
  const failed = errors.map(({ message }) => ({ name: 'outside all tests', reason: firstLine(message) }));
  return add({ ...EMPTY, failed }, suites.map((suite) => readSuite(suite, '')).reduce(add, EMPTY));
};

/** Reads a report of Vitest's or Playwright's JSON reporter. */
export const readReport = (json: string): Tally => {
  const report = JSON.parse(json) as VitestReport | PlaywrightReport;
  return 'testResults' in report ? readVitest(report) : readPlaywright(report);
};

/** The line that ends every run of the tests. */
export const sumLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
