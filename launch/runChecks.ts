import { checks } from './checks.ts'
import { runModule } from './runModule.ts'
import type { Totals } from './totals.ts'

/** Runs every check, also after one failed: whoever repairs wants the whole list. */
export async function runChecks(): Promise<Totals> {
  let failed = 0
  for (const { name, module, args } of checks) {
    console.log(`\n▸ ${name}`)
    if ((await runModule(module, args)) === 0) continue
    failed += 1
    console.log(`▸ ${name} failed`)
  }
  return { passed: checks.length - failed, failed, skipped: 0 }
}
