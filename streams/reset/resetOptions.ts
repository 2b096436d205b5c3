import type { Logger } from '../runtime/logger.ts'
import type { Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'

export interface ResetOptions {
  readonly kafka: Kafka
  /** How long members may take to stop, and then topics to be gone, ms. Default 60,000. */
  readonly patienceMs?: number
  /** What it is doing, for people. */
  readonly progress?: (step: ResetStep, said: string) => void
  /** Aborted: it waits no longer for members, and takes the reset back. */
  readonly signal?: AbortSignal
  readonly logger?: Logger
  /** Default: the machine's. */
  readonly time?: Time
}

/** In this order; a run that is cut off begins with the first again, and finds done what is done. */
export type ResetStep = 'begin' | 'members' | 'transactions' | 'topics' | 'group' | 'outputs' | 'done'
