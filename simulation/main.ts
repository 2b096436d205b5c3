/** `npm run simulate`: seeded schedules against the real runtime on a simulated cluster; a seed that fails is told with its trace. */
import { runCuts } from './cuts/runCuts.ts'
import { drawSchedule } from './drawSchedule.ts'
import { checkMutations } from './mutations/checkMutations.ts'
import { type SimulationOptions, simulationOptions, usage } from './options.ts'
import { runSchedule, type ScheduleResult } from './runSchedule.ts'

const options = readOptions()
const say = (line: string) => void process.stderr.write(`${line}\n`)
process.exitCode = (await (options.mutations ? mutate() : simulate())) ? 0 : 1

async function simulate(): Promise<boolean> {
  const failed: ScheduleResult[] = []
  // A seed chooses among the cases there are.
  const named = `${options.cuts ? '--cuts ' : ''}${options.case === null ? '' : `--case ${options.case} `}`
  const run = options.cuts ? runCuts : runSchedule
  const began = performance.now()
  let virtualMs = 0
  let told = began
  for (let seed = options.from; seed <= options.to; seed++) {
    const result = await run(drawSchedule(seed, options.cases))
    virtualMs += result.virtualMs
    if (result.problems.length > 0) {
      failed.push(result)
      say(`✗ seed ${seed} (${result.name}): npm run simulate -- ${named}--seed ${seed} --trace`)
      for (const problem of result.problems.slice(0, 10)) say(`    ${problem}`)
    }
    if (options.trace) say(result.trace)
    if (performance.now() - told < 5_000) continue
    told = performance.now()
    say(`  ${seed - options.from + 1} of ${options.to - options.from + 1} schedules`)
  }
  const schedules = options.to - options.from + 1
  const seconds = (performance.now() - began) / 1000
  say(
    `${failed.length === 0 ? '✓' : '✗'} ${schedules} schedules, ${failed.length} failed; ` +
      `${Math.round(virtualMs / 1000)} s of virtual time in ${seconds.toFixed(1)} s`,
  )
  if (options.json) {
    const failures = failed.map(({ seed, name, problems }) => ({ seed, name, problems }))
    console.log(JSON.stringify({ ok: failed.length === 0, schedules, virtualMs, seconds, failures }))
  }
  return failed.length === 0
}

async function mutate(): Promise<boolean> {
  const results = await checkMutations({ from: options.from, to: options.to, say })
  const survived = results.filter(({ noticed }) => noticed === null)
  say(`${survived.length === 0 ? '✓' : '✗'} ${results.length} mutations, ${survived.length} not noticed`)
  if (options.json) console.log(JSON.stringify({ ok: survived.length === 0, results }))
  return survived.length === 0
}

function readOptions(): SimulationOptions {
  try {
    return simulationOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
