import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Counts what ran, for the closing line of `npm test`. A file that could not be loaded and an error outside any test
 * count as one failed test each: both make the run fail, so both must show in the line.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.TEST_TOTALS
    if (file === undefined) return
    const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      totals.failed += failedOutsideTests(module)
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed' || state === 'skipped') totals[state] += 1
        // Left pending by a run that was cut short: not passed, so not green.
        else totals.failed += 1
      }
    }
    writeFileSync(file, JSON.stringify(totals))
  }
}

function failedOutsideTests(module: TestModule): number {
  const broken = [...module.children.allSuites()].filter(suite => suite.errors().length > 0)
  return broken.length + (module.errors().length > 0 ? 1 : 0)
}
