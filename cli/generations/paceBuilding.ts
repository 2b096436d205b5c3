import { setTimeout as sleep } from 'node:timers/promises'
import type { Coordinator, Endpoint, GenerationInstance } from 'millrace'
import type { Logger } from 'pino'
import { originOf } from '../../api/originOf.ts'
import type { Config } from '../../config/readConfig.ts'
import { type LiveFigures, Pace } from './pace.ts'

export interface PaceBuildingOptions {
  readonly config: Pick<Config, 'BUILD_RATE' | 'TLS_CERT'>
  readonly generation: GenerationInstance
  readonly coordinator: Pick<Coordinator, 'progressOf'>
  /** Instances of the live generation. */
  readonly endpoints: () => Promise<readonly Endpoint[]>
  readonly logger: Logger
}

const everyMs = 1_000

/**
 * As long as the generation of this process is building, it takes in no more than BUILD_RATE and than the live one bears: less
 * while that answers later or falls behind, more while it does not. Returns how to stop looking.
 */
export function paceBuilding(options: PaceBuildingOptions): () => void {
  const { generation, logger } = options
  const stopping = new AbortController()
  const run = async () => {
    const pace = new Pace(options.config.BUILD_RATE)
    let before: Look | null = null
    while (!stopping.signal.aborted && generation.generation.state === 'building') {
      const look: Look | null = await lookAtLive(options, before)
      generation.streams.intakePerSecond = pace.next(look)
      before = look ?? before
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
    if (!stopping.signal.aborted) generation.streams.intakePerSecond = null
  }
  run().catch(error =>
    logger.error({ error: String(error) }, 'the intake of a building generation is not paced'),
  )
  return () => stopping.abort()
}

interface Look extends LiveFigures {
  readonly at: number
  /** Input records that were ever written. */
  readonly written: number
}

/** Null where it cannot be told. */
async function lookAtLive(
  { generation, coordinator, endpoints, config }: PaceBuildingOptions,
  before: Look | null,
): Promise<Look | null> {
  try {
    const progress = await coordinator.progressOf(generation.generations.live)
    const isSecure = config.TLS_CERT !== null
    const answers = (await endpoints()).map(async endpoint => {
      const began = performance.now()
      await fetch(`${originOf(endpoint, isSecure)}/health`, { signal: AbortSignal.timeout(2 * everyMs) })
      return performance.now() - began
    })
    const { at, processed, behind } = progress
    const written = processed + behind
    return {
      at,
      written,
      behind,
      answerMs: Math.max(0, ...(await Promise.all(answers))),
      arriving: before && at > before.at ? (1_000 * (written - before.written)) / (at - before.at) : 0,
    }
  } catch {
    return null
  }
}
