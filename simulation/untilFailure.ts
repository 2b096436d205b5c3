/** Runs the schedules of a range of seeds until one fails, and prints it: `node untilFailure.ts <from> <to>`. */
import { drawSchedule } from './drawSchedule.ts'
import { runSchedule } from './runSchedule.ts'

const [from, to] = process.argv.slice(2).map(Number)
let failure: { readonly seed: number | null; readonly problem: string | null } = { seed: null, problem: null }
for (let seed = from!; seed <= to! && failure.seed === null; seed++) {
  const { problems } = await runSchedule(drawSchedule(seed))
  if (problems.length > 0) failure = { seed, problem: problems[0]! }
}
console.log(JSON.stringify(failure))
