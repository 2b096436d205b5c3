/**
 * Runs the scenarios, and the schedules of a range of seeds, until one fails: `node untilFailure.ts <from> <to>`. Prints the name of
 * each as it begins, and at last the failure as JSON.
 */
import { runCuts } from './cuts/runCuts.ts'
import { drawSchedule } from './drawSchedule.ts'
import { runSchedule } from './runSchedule.ts'
import { scenarios } from './scenarios/index.ts'

interface Failure {
  readonly where: string
  readonly problem: string
}

const [from, to] = process.argv.slice(2).map(Number)
console.log(JSON.stringify(await firstFailure()))

async function firstFailure(): Promise<Failure | null> {
  for (const { name, run } of scenarios) {
    console.log(name)
    const [problem] = await run().catch(error => [String(error)])
    if (problem !== undefined) return { where: name, problem }
  }
  for (let seed = from!; seed <= to!; seed++) {
    console.log(`seed ${seed}`)
    for (const [where, run] of [
      [`seed ${seed}`, runSchedule],
      [`seed ${seed} with cuts`, runCuts],
    ] as const) {
      const { problems } = await run(drawSchedule(seed))
      if (problems.length > 0) return { where, problem: problems[0]! }
    }
  }
  return null
}
