import type { Endpoint } from './instanceEndpoint.ts'
import type { Question } from './question.ts'
import type { WireReply } from './wireReply.ts'

/** The other instances, by whatever they are reached over. Connections are its own to keep. */
export interface Peers {
  /** Rejects when the instance does not answer, or answers nonsense; soon after the signal is aborted. */
  ask(endpoint: Endpoint, question: Question, signal: AbortSignal): Promise<WireReply>
  close(): void
}
