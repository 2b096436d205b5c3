import type { Message } from './message.ts'

/** Where messages leave. */
export interface Channel {
  readonly name: string
  /** Whether it has where to send it; otherwise there is nothing to send. */
  reaches(message: Message): boolean
  /**
   * Resolves when the other side has taken it. Rejects with SendError when it did not, or when it did not say so in time; by
   * then nothing of the sending goes on.
   */
  send(message: Message): Promise<void>
  close(): Promise<void>
}
