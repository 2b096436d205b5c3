import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runModule } from './runModule.ts'
import type { Totals } from './totals.ts'

/** Runs vitest on all tests, or on the files that `args` name, and returns what test/setup/totalsReporter.ts counted. */
export async function runVitest(args: readonly string[]): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), 'cabinet-test-'))
  const file = join(folder, 'totals.json')
  try {
    console.log('\n▸ vitest')
    const code = await runModule('vitest/vitest.mjs', ['run', ...args], { TEST_TOTALS: file })
    return honest(readTotals(file), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A run that failed without a failed test (no test found, set-up broke, vitest crashed) must not look green. */
function honest(totals: Totals, code: number): Totals {
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
}

function readTotals(file: string): Totals {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Totals
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
