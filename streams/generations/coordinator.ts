import type { Topology } from '../graph/topology.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import type { GenerationProgress } from './generationProgress.ts'
import type { GenerationFacts } from './generationRecord.ts'
import type { Generation, Generations } from './generations.ts'

export interface CoordinatorOptions {
  readonly kafka: Kafka
  /** The application's own name. */
  readonly applicationId: string
  /** Of this program: what a generation that it creates is made of. */
  readonly topology: Topology
  readonly deadLetterTopic?: string
  /** Replicas of the log. Default −1: the brokers' default. */
  readonly replicationFactor?: number
  readonly logger?: Logger
  readonly time?: Time
}

export interface CutRequest<T> {
  readonly generations: readonly number[]
  /** How long intake may be held, ms: nothing has changed then. Default 30,000. */
  readonly timeoutMs?: number
  /** Called while all stand still; what it answers is done: the switch to a generation, or null: the release. If it throws, the cut is released. */
  readonly whenQuiet?: (cut: QuietCut) => Promise<T>
}

export interface QuietCut {
  readonly id: string
  /** Where every source partition stands; key `${topic}-${partition}`. */
  readonly positions: ReadonlyMap<string, number>
}

export interface CutResult<T> extends QuietCut {
  /** From the hold to the release (or the switch), as this process saw them. */
  readonly heldMs: number
  readonly value: T
}

export interface SwitchOptions {
  /** Records of source topics that it may be behind when the cut begins: they are processed while both hold. Default 1,000. */
  readonly maxLag?: number
  readonly timeoutMs?: number
  /** While both stand still; false: nothing is switched, and `switched` of the result is false. */
  readonly whenQuiet?: (cut: QuietCut) => Promise<boolean>
}

/**
 * Changes generations, from any process: all that it does is in the log and in Kafka, so it may die anywhere, and several may
 * act at once: the first record counts, the others are told so.
 *
 * Throws StreamsError GENERATION_REFUSED (what was asked cannot be done now; nothing has changed), CUT_ABORTED (nothing has
 * changed; the message says who did not answer), GENERATIONS_NEWER, GENERATIONS_UNREADABLE; KafkaError and KafkaUnreachable: ask
 * `generations` what became of it, or call again.
 */
export class Coordinator {
  constructor(_options: CoordinatorOptions) {}

  /** What the log says now. */
  generations(): Promise<Generations> {
    throw new Error('not built')
  }

  /** A generation of this program's topology, with the next number. Its processes are the caller's to start. */
  create(_facts: Omit<GenerationFacts, 'topics'>): Promise<Generation> {
    throw new Error('not built')
  }

  /** Without `before`, the rate is not known. */
  progressOf(_generation: number, _before?: GenerationProgress): Promise<GenerationProgress> {
    throw new Error('not built')
  }

  /** All members of these generations (one or two) stand still at the same place for a moment. */
  cut<T = void>(_request: CutRequest<T>): Promise<CutResult<T>> {
    throw new Error('not built')
  }

  /** At a cut over it and the live one, it becomes live; the live one becomes a shadow. */
  switchTo(_generation: number, _options?: SwitchOptions): Promise<CutResult<boolean>> {
    throw new Error('not built')
  }

  /** Switches to the generation that was live before this one. */
  rollback(_options?: SwitchOptions): Promise<CutResult<boolean>> {
    throw new Error('not built')
  }

  /** Ends a generation that was live: its members stop, then its topics and its group are deleted. Called again, it goes on. */
  retire(_generation: number): Promise<readonly string[]> {
    throw new Error('not built')
  }

  /** As `retire`, of a generation that never was live. */
  abandon(_generation: number, _why: string): Promise<readonly string[]> {
    throw new Error('not built')
  }
}
