// `npm test [-- files or vitest options]`: checks, then tests; the last line counts both.
import { runChecks } from './runChecks.ts'
import { runVitest } from './runVitest.ts'
import { addTotals, closingLine } from './totals.ts'

const checked = await runChecks()
const tested = await runVitest(process.argv.slice(2))
const totals = addTotals(checked, tested)
process.exitCode = totals.failed === 0 ? 0 : 1
console.log(`\n${closingLine(totals)}`)
