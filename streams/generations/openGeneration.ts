import type { Topology } from '../graph/topology.ts'
import type { KafkaStreamsOptions } from '../runtime/options.ts'
import type { GenerationInstance } from './generationInstance.ts'

export interface GenerationOptions extends Omit<KafkaStreamsOptions, 'role' | 'beforeOpening'> {
  /** The application's own name, whatever generation runs; the instance's group and topics are called by `generationId`. */
  readonly applicationId: string
  /** Default: the one that is live as this starts. */
  readonly generation?: number
}

/**
 * Reads the log of generations and makes an instance of one of them, in the role that the log says and held where a cut is under
 * way; `start` of what is returned starts it. While a reset of the generation is under way this waits, and says so.
 *
 * Throws StreamsError: GENERATION_UNKNOWN, GENERATION_OVER (retired or abandoned), GENERATIONS_UNREADABLE, BAD_OPTIONS;
 * KafkaError and KafkaUnreachable.
 */
export async function openGeneration(
  _topology: Topology,
  _options: GenerationOptions,
): Promise<GenerationInstance> {
  throw new Error('not built')
}
