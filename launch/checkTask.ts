// `npm run check`: format, lint and types, without the tests.
import { runChecks } from './runChecks.ts'
import { closingLine } from './totals.ts'

const totals = await runChecks()
console.log(`\n${closingLine(totals)}`)
process.exitCode = totals.failed === 0 ? 0 : 1
