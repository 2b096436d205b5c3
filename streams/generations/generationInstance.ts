import type { KafkaStreams } from '../runtime/kafkaStreams.ts'
import type { Generation, Generations } from './generations.ts'

/** One process's instance of one generation, following the log of generations. */
export interface GenerationInstance {
  readonly streams: KafkaStreams
  /** As the log says by now. */
  readonly generation: Generation
  readonly generations: Generations
  readonly isLive: boolean
  /** Calls back whenever another generation is live, after this instance's outputs went over; returns how to stop that. */
  onLive(listener: (generations: Generations) => void): () => void
  /** As `streams.done`; rejects with GENERATION_OVER when the generation was retired or abandoned, GENERATION_RESET when it is reset. */
  readonly done: Promise<void>
  /** Follows the log and starts the streams; resolves when they have joined. */
  start(): Promise<void>
  /** As `streams.stop`. */
  stop(options?: { readonly leave?: boolean }): Promise<void>
}
