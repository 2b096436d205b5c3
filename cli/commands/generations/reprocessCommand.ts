import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Coordinator, type Generation, isOver } from 'millrace'
import type { Comparison } from '../../../api/generations/comparison.ts'
import { again } from '../../generations/again.ts'
import { beginGeneration } from '../../generations/beginGeneration.ts'
import { Builder } from '../../generations/builder.ts'
import { buildMeter } from '../../generations/buildMeter.ts'
import { comparerOf } from '../../generations/comparerOf.ts'
import { dropOldState } from '../../generations/dropOldState.ts'
import { readRules, tellRules } from '../../generations/rules.ts'
import { tellComparison } from '../../generations/tellComparison.ts'
import { type CoordinatorAtHand, withCoordinator } from '../../generations/withCoordinator.ts'
import { logging } from '../../logging.ts'
import { root } from '../../root.ts'
import { stopSignal } from '../../stopSignal.ts'
import { trustAlso } from '../../tlsOf.ts'
import { afterSwitch } from './switchCommand.ts'

export interface ReprocessOptions {
  readonly json?: boolean
  readonly set?: readonly string[]
  readonly rate?: number
  readonly instances: number
  /** Switch as soon as it has caught up, whatever is different. */
  readonly switch?: boolean
  /** Switch when nothing is different. */
  readonly auto?: boolean
}

/**
 * `cabinet reprocess`: a new generation of the program on the disk, from the first record on, beside the one that is live; what it
 * comes to otherwise; and, when it is told to, the switch. Its instances run here until Ctrl-C; one that is not live then is
 * gone on with by the same command.
 */
export async function reprocessCommand(options: ReprocessOptions): Promise<number> {
  const { json = false } = options
  const rules = readRules(options.set ?? [])
  return withCoordinator(json, async at => {
    trustAlso(at.config)
    const say = (lines: readonly string[]) => {
      if (!json) console.log(lines.join('\n'))
    }
    const generation = await beginGeneration({ ...at, purpose: 'reprocess', rules })
    const { number } = generation
    const stopping = stopSignal(() => console.error('\nStopping; Ctrl-C once more ends it at once.'))
    const { logger, flush } = logging(at.config, { worker: `generation ${number}` })
    const builder = await Builder.start({ ...at, ...options, rate: options.rate ?? null, generation, logger })
    try {
      const meter = buildMeter(json, `generation ${number} ${tellRules(rules)}`.trim())
      await builder.caughtUp(meter.at, stopping)
      meter.end()
      if (stopping.aborted) return kept(say, number)
      const { live, generations } = await at.coordinator.generations()
      const comparer = comparerOf(at.config, at.kafka, at.coordinator)
      const comparison = await again(
        () => comparer.compare(generations.get(live)!, generation),
        error => console.error(error.message),
      )
      say(tellComparison(comparison))
      const switched = await switchIf(at, options, comparison, generation)
      if (switched) say(['', ...afterSwitch(live, number, switched.heldMs)])
      else say(['', ...toBeTold(number, comparison)])
      if (json)
        console.log(
          JSON.stringify({ generation: number, live: switched ? number : live, comparison, switched }),
        )
      await stayed(at.coordinator, generation, builder, stopping, say)
      return 0
    } finally {
      await builder.stop()
      await dropOldState(resolve(root, at.config.STATE_DIR), await at.coordinator.generations())
      flush()
    }
  })
}

async function switchIf(
  { coordinator, config, kafka }: CoordinatorAtHand,
  options: ReprocessOptions,
  { isEqual }: Comparison,
  generation: Generation,
): Promise<{ readonly cut: string; readonly heldMs: number } | null> {
  if (!options.switch && !(options.auto && isEqual)) return null
  const { live, generations } = await coordinator.generations()
  const comparer = comparerOf(config, kafka, coordinator)
  // What was equal a moment ago is looked at once more, where it counts.
  const done = await coordinator.switchTo(generation.number, {
    whenQuiet: async cut =>
      options.switch || comparer.isSame(await comparer.still(cut, generations.get(live)!, generation)),
  })
  return done.value ? { cut: done.id, heldMs: Math.round(done.heldMs) } : null
}

/** Until Ctrl-C, or until the generation is over; a switch from elsewhere is told. */
async function stayed(
  coordinator: Coordinator,
  { number }: Generation,
  builder: Builder,
  stopping: AbortSignal,
  say: (lines: readonly string[]) => void,
): Promise<void> {
  const failed = builder.failed
  failed.catch(() => {})
  let { live } = await coordinator.generations()
  while (!stopping.aborted) {
    await Promise.race([failed, sleep(1_000, undefined, { signal: stopping }).catch(() => {})])
    const now = await coordinator.generations()
    if (isOver(now.generations.get(number)!)) {
      say([`Generation ${number} is ${now.generations.get(number)!.state}.`])
      return
    }
    if (now.live !== live) say([`Generation ${now.live} is live.`])
    live = now.live
  }
}

const toBeTold = (number: number, { isEqual }: Comparison): readonly string[] => [
  `Generation ${number} goes on beside the live one${isEqual ? '' : ', with its differences'}. From another terminal:`,
  `  npx cabinet switch ${number}    it becomes live`,
  `  npx cabinet abandon ${number}   it was not what was wanted`,
]

function kept(say: (lines: readonly string[]) => void, number: number): number {
  say([
    `Generation ${number} is kept as far as it is: the same command goes on with it, npx cabinet abandon ${number} gives it up.`,
  ])
  return 130
}
