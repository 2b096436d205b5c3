import { resolve } from 'node:path'
import type { Generation, GenerationProgress } from 'millrace'
import type { Purpose } from '../../api/generations/settings.ts'
import { logging } from '../logging.ts'
import { root } from '../root.ts'
import { StartError } from '../startError.ts'
import { beginGeneration } from './beginGeneration.ts'
import { Builder } from './builder.ts'
import { buildMeter } from './buildMeter.ts'
import { dropOldState } from './dropOldState.ts'
import type { Rules } from './rules.ts'
import type { CoordinatorAtHand } from './withCoordinator.ts'

export interface ScratchOptions {
  readonly purpose: Exclude<Purpose, 'reprocess'>
  readonly rules: Rules
  readonly instances: number
  readonly rate?: number
  readonly json: boolean
  readonly stopping: AbortSignal
}

/**
 * Runs work on a generation for one question, once it is as far as the live one; it and all that it had are gone then, whatever
 * becomes of the work. What an interrupted one left behind is gone with the next.
 */
export async function scratch<T>(
  at: CoordinatorAtHand,
  options: ScratchOptions,
  work: (generation: Generation, live: Generation) => Promise<T>,
): Promise<T> {
  const { purpose, rules, json, stopping } = options
  const generation = await beginGeneration({ ...at, purpose, rules })
  const { number } = generation
  const { logger, flush } = logging(at.config, { worker: `generation ${number}` })
  let builder: Builder | null = null
  try {
    builder = await Builder.start({ ...at, ...options, rate: options.rate ?? null, generation, logger })
    const meter = buildMeter(json, purpose)
    await builder.caughtUp(
      (progress: GenerationProgress, live: GenerationProgress) => meter.at(progress, live),
      stopping,
    )
    meter.end()
    if (stopping.aborted) throw new StartError(`${purpose} was interrupted: nothing is known.`)
    const { live, generations } = await at.coordinator.generations()
    return await work(generation, generations.get(live)!)
  } finally {
    await builder?.stop()
    await at.coordinator.abandon(number, 'the question is answered, or nobody waits for it any more')
    await dropOldState(resolve(root, at.config.STATE_DIR), await at.coordinator.generations())
    flush()
  }
}
