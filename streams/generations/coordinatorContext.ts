import type { Topology } from '../graph/topology.ts'
import type { Logger } from '../runtime/logger.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import type { Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import type { GenerationLog } from './generationLog.ts'

/** What the steps of a {@link Coordinator} work with. */
export interface CoordinatorContext {
  readonly kafka: Kafka
  readonly log: GenerationLog
  readonly topology: Topology
  readonly deadLetterTopic: string | null
  readonly logger: Logger
  readonly time: Time
}

export const refused = (why: string) => new StreamsError('GENERATION_REFUSED', why)
