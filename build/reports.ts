/** What the reports of the test runners say, in the one shape that `npm test` sums up. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
}

/** A test that did not run, and why. */
export interface Skip {
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
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly unknown[];
}

const NO_REASON = 'no reason given';

export const EMPTY: Tally = { passed: 0, failed: 0, skipped: [] };

/** The sum of several reports. */
export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
});

/** A file that could not be loaded, or died, counts as one failed test beside those that it reported. */
const readVitest = ({ testResults }: VitestReport): Tally => {
  let [passed, failed] = [0, 0];
  const skipped: Skip[] = [];
  for (const file of testResults) {
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failedHere++;
      else {
        const name = [...test.ancestorTitles, test.title].filter((title) => title !== '').join(' › ');
        skipped.push({ name, reason: test.meta?.skipReason ?? (test.status === 'todo' ? 'to be written' : NO_REASON) });
      }
    }
    failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere;
  }
  return { passed, failed, skipped };
};

/** A test that passes only sometimes counts as failed. */
const readSuite = (suite: PlaywrightSuite, above: string): Tally => {
  const path = above === '' ? suite.title : `${above} › ${suite.title}`;
  let sum = (suite.suites ?? []).map((inner) => readSuite(inner, path)).reduce(add, EMPTY);
  for (const spec of suite.specs ?? []) {
    for (const { status, projectName, annotations } of spec.tests) {
      if (status === 'expected') sum = add(sum, { ...EMPTY, passed: 1 });
      else if (status !== 'skipped') sum = add(sum, { ...EMPTY, failed: 1 });
      else {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? NO_REASON;
        sum = add(sum, { ...EMPTY, skipped: [{ name: `${path} › ${spec.title} (${projectName})`, reason }] });
      }
    }
  }
  return sum;
};

const readPlaywright = ({ suites, errors }: PlaywrightReport): Tally =>
  add({ ...EMPTY, failed: errors.length }, suites.map((suite) => readSuite(suite, '')).reduce(add, EMPTY));

/** Reads a report of Vitest's or Playwright's JSON reporter. */
export const readReport = (json: string): Tally => {
  const report = JSON.parse(json) as VitestReport | PlaywrightReport;
  return 'testResults' in report ? readVitest(report) : readPlaywright(report);
};

/** The line that ends every run of the tests. */
export const sumLine = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
