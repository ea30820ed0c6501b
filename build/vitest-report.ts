import { JsonReporter, type TestModule } from 'vitest/node';

/** Vitest's JSON report, to which the reason given to `context.skip(reason)` is added: the report of its own leaves it out. */
export class ReportWithReasons extends JsonReporter {
  override async onTestRunEnd(testModules: readonly TestModule[]): Promise<void> {
    for (const testModule of testModules) {
      for (const test of testModule.children.allTests('skipped')) {
        const { note } = test.result() as { note?: string | undefined };
        if (note !== undefined) Object.assign(test.meta(), { skipReason: note });
      }
    }
    await super.onTestRunEnd([...testModules]);
  }
}
