import { setTimeout as sleep } from 'node:timers/promises'
import { countUntil } from '../countUntil.ts'
import { figure, type PhaseResult, seconds } from '../figure.ts'
import { outputFigures } from '../outputFigures.ts'
import type { ProgressBar } from '../progressBar.ts'
import type { Stage } from '../stage.ts'

const awayMs = 1_000

/** The broker is shut down (or killed) at a third of the outputs and comes back; the application goes on by itself, to the same outputs. */
export async function brokerPhase(
  stage: Stage,
  bar: ProgressBar,
  how: 'shutDown' | 'kill',
): Promise<PhaseResult> {
  const { control } = stage.broker
  if (!control) return { ok: true, figures: {}, notes: ['left out: this broker is not ours to end'] }
  const n = stage.workload.rendezvous
  const scene = await stage.scene(how === 'kill' ? 'broker-crash' : 'broker')
  const { counter } = scene
  const application = scene.start()
  const watch = { instances: [application], progress: (distinct: number) => bar.show(distinct, n) }
  try {
    await countUntil(counter, () => counter.distinct >= n / 3, watch)
    const endedAt = performance.now()
    await control[how]()
    const endedKeys = counter.distinct
    await sleep(awayMs)
    await control.restart()
    const restartedAt = performance.now()
    await countUntil(counter, () => counter.distinct >= Math.min(n, endedKeys + 1), watch)
    const recoveredAt = counter.lastAt
    await countUntil(counter, () => counter.distinct >= n, watch)
    const counters = await application.counters()
    await application.stop()
    await counter.drain()
    const { complete, figures } = outputFigures(counter, n)
    return {
      ok: complete,
      figures: {
        brokerAway: seconds(restartedAt - endedAt),
        untilNextOutput: seconds(recoveredAt - restartedAt),
        endedAt: figure(endedKeys, 'keys'),
        ...counters,
        ...figures,
      },
      notes: [],
    }
  } finally {
    await application.kill()
  }
}
