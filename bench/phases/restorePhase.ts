import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { figure, megabytes, type PhaseResult, seconds } from '../figure.ts'
import { restored } from '../logLine.ts'
import { outputFigures } from '../outputFigures.ts'
import type { Scene, Stage } from '../stage.ts'

const patienceMs = 300_000

/** The local state is deleted; how long until everything is rebuilt and serves. Afterwards not one output more. */
export async function restorePhase(stage: Stage, scene: Scene): Promise<PhaseResult> {
  rmSync(scene.stateDir, { recursive: true, force: true })
  const application = scene.start()
  try {
    while (!application.isRunning) {
      if (application.ending !== null)
        throw new Error(`The instance ended while it restored: ${application.ending}`)
      if (performance.now() - application.startedAt > patienceMs) throw new Error('The restore took too long')
      await sleep(5)
    }
    const untilRunning = performance.now() - application.startedAt
    const usage = await application.usage()
    await application.stop()
    await scene.counter.drain()
    const { records, ms } = restored(application.log)
    const { complete, figures } = outputFigures(scene.counter, stage.workload.rendezvous)
    return {
      ok: complete && records > 0,
      figures: {
        untilRunning: seconds(untilRunning),
        records: figure(records, 'records'),
        recordsPerSecond: figure(records / (Math.max(1, ms) / 1000), 'records/s'),
        recordsPerSecondOfWall: figure(records / (untilRunning / 1000), 'records/s'),
        peakRss: megabytes(usage.peakRssBytes),
        ...figures,
      },
      notes: [],
    }
  } finally {
    await application.kill()
  }
}
