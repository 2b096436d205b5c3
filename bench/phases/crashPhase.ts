import { countUntil } from '../countUntil.ts'
import { figure, type PhaseResult, seconds } from '../figure.ts'
import { resumptions } from '../logLine.ts'
import type { MeasuredProcess } from '../measuredProcess.ts'
import type { OutputCounter } from '../outputCounter.ts'
import { outputFigures } from '../outputFigures.ts'
import type { ProgressBar } from '../progressBar.ts'
import type { Stage } from '../stage.ts'

/** Kill -9 at a third of the outputs, restarted at once on the same state; afterwards the same outputs, no more, no less. */
export async function crashPhase(stage: Stage, bar: ProgressBar): Promise<PhaseResult> {
  const n = stage.workload.rendezvous
  const scene = await stage.scene('crash')
  const { counter } = scene
  const progress = (distinct: number) => bar.show(distinct, n)
  let application = scene.start()
  try {
    await countUntil(counter, () => counter.distinct >= n / 3, { instances: [application], progress })
    const killedAt = performance.now()
    await application.kill()
    application = scene.start()
    const killedKeys = await afterEcho(counter, application)
    // Over before the kill took effect, as happens with tiny inputs: nothing to wait for.
    const goal = Math.min(n, killedKeys + 1)
    await countUntil(counter, () => counter.distinct >= goal, { instances: [application], progress })
    const recovered = counter.lastAt - killedAt
    await countUntil(counter, () => counter.distinct >= n, { instances: [application], progress })
    await application.stop()
    await counter.drain()
    const { complete, figures } = outputFigures(counter, n)
    return {
      ok: complete,
      figures: {
        untilNextOutput: seconds(recovered),
        killedAt: figure(killedKeys, 'keys'),
        ...figures,
      },
      notes: [resumed(application)],
    }
  } finally {
    await application.kill()
  }
}

/**
 * A commit under way when the process died may still end. The new process ends it, or waits for it, before it becomes a
 * member: what is committed by then is the old one's.
 */
async function afterEcho(counter: OutputCounter, application: MeasuredProcess): Promise<number> {
  const isMember = () => application.log.some(line => line.msg === 'state' && line.to === 'REBALANCING')
  while (!isMember() && application.ending === null) await counter.poll()
  await counter.drain()
  return counter.distinct
}

function resumed(application: MeasuredProcess): string {
  const all = resumptions(application.log)
  const kept = all.filter(each => each.how !== 'whole' || each.from > 0)
  const example = kept.find(each => each.how === 'tail') ?? kept[0]
  if (!example) return `no store resumed from a position; ${all.length} were read from their beginning`
  const { store, partition, from, how } = example
  return `${kept.length} of ${all.length} stores resumed from their position, such as ${store}[${partition}] from ${from} (${how})`
}
