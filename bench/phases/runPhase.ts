import { countUntil } from '../countUntil.ts'
import { figure, megabytes, type PhaseResult, seconds } from '../figure.ts'
import { outputFigures } from '../outputFigures.ts'
import type { ProgressBar } from '../progressBar.ts'
import type { Scene, Stage } from '../stage.ts'

/** The whole input from a cold start. Leaves the application stopped, its state in place: the restore phase goes on from there. */
export async function runPhase(stage: Stage, scene: Scene, bar: ProgressBar): Promise<PhaseResult> {
  const n = stage.workload.rendezvous
  const { counter } = scene
  const application = scene.start()
  try {
    await countUntil(counter, () => counter.distinct >= n, {
      instances: [application],
      progress: distinct => bar.show(distinct, n),
    })
    // Asked after the last commit was seen: what follows is no part of the work.
    const usage = await application.usage()
    const counters = await application.counters()
    const { startedAt } = application
    const { firstAt, lastAt } = counter
    await application.stop()
    await counter.drain()
    const { complete, figures } = outputFigures(counter, n)
    return {
      ok: complete,
      figures: {
        rendezvousPerSecond: figure(n / ((lastAt - firstAt) / 1000), 'rdv/s'),
        rendezvousPerSecondOfWall: figure(n / ((lastAt - startedAt) / 1000), 'rdv/s'),
        untilFirstOutput: seconds(firstAt - startedAt),
        untilLastOutput: seconds(lastAt - startedAt),
        cpuPerRendezvous: figure(usage.cpuMicros / n, 'µs'),
        peakRss: megabytes(usage.peakRssBytes),
        ...counters,
        ...figures,
      },
      notes: [],
    }
  } finally {
    await application.kill()
  }
}
