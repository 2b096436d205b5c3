import type { RunningBroker } from '../broker/runningBroker.ts'
import type { Engine } from './engine.ts'
import type { PhaseResult } from './figure.ts'
import type { BenchOptions, PhaseName } from './options.ts'
import { brokerPhase } from './phases/brokerPhase.ts'
import { crashPhase } from './phases/crashPhase.ts'
import { restorePhase } from './phases/restorePhase.ts'
import { runPhase } from './phases/runPhase.ts'
import { prepareInput } from './prepareInput.ts'
import { ProgressBar } from './progressBar.ts'
import { Stage } from './stage.ts'
import { connect, sizes } from './workload.ts'

/** Runs the phases in their order on one broker with one engine. A phase that fails says why in its notes, and the next one runs. */
export async function bench(
  broker: RunningBroker,
  engine: Engine,
  options: Pick<BenchOptions, 'size' | 'only'>,
): Promise<Readonly<Record<string, PhaseResult>>> {
  const workload = sizes[options.size]
  const kafka = await connect(broker.brokers, 'bench')
  const stage = new Stage({ broker, kafka, workload, engine })
  const results: Record<string, PhaseResult> = {}
  const phase = async (name: PhaseName, work: (bar: ProgressBar) => Promise<PhaseResult>) => {
    const bar = new ProgressBar(`${engine.name}: ${name}`)
    results[name] = await work(bar).catch(failed)
    bar.end(results[name].ok)
  }
  try {
    await prepareInput(kafka, workload)
    // The restore phase needs what the run left.
    if (options.only.includes('run') || options.only.includes('restore')) {
      const scene = await stage.scene('run')
      await phase('run', bar => runPhase(stage, scene, bar))
      if (options.only.includes('restore')) await phase('restore', () => restorePhase(stage, scene))
    }
    if (options.only.includes('crash')) await phase('crash', bar => crashPhase(stage, bar))
    if (options.only.includes('broker')) await phase('broker', bar => brokerPhase(stage, bar, 'shutDown'))
    if (options.only.includes('broker-crash')) {
      await phase('broker-crash', bar => brokerPhase(stage, bar, 'kill'))
    }
    if (Object.values(results).every(({ ok }) => ok)) await stage.remove()
    else process.stderr.write(`State and logs of the failed run are kept in ${stage.folder}\n`)
    return results
  } finally {
    await kafka.close()
  }
}

function failed(error: unknown): PhaseResult {
  return { ok: false, figures: {}, notes: [error instanceof Error ? error.message : String(error)] }
}
