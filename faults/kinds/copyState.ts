import type { Fault } from '../fault.ts'
import { until } from '../until.ts'

const patienceMs = 60_000

/** A second process starts on a copy of the state directory, beside the first: one goes on, the other ends with FENCED. */
export const copyState: Fault = {
  name: 'state-copied',
  hits: 'victim',
  async prepare({ team, victim }) {
    // Copied while nobody writes to it: of a database in use, a copy is not even a database.
    await team.kill(victim)
    await team.copy(victim)
    team.start(victim)
    const first = team.instance(victim)!
    await until(
      () => first.isRunning,
      patienceMs,
      () => 'The original of a copied state does not run',
    )
  },
  async inject({ team, victim }) {
    const copy = team.all.at(-1)!
    team.start(copy)
    const over = () => [victim, copy].find(index => team.instance(index)!.ending !== null)
    await until(
      () => over() !== undefined,
      patienceMs,
      () => 'Two processes with the same state both go on',
    )
    const fenced = over()!
    const why = await team.ended(fenced, 0)
    if (why !== 'FENCED')
      throw new Error(`One of two with the same state should have ended with FENCED, not ${why}`)
    if (fenced === victim) {
      // The later one has the right of it. The operator goes back to the original.
      await team.stop(copy)
      team.start(victim)
    }
    team.removeCopy(copy)
  },
}
