import type { Connection } from './connect.ts'

/** The cabinet at work: in this process, or in several under it. */
export interface Serving {
  readonly connection: Connection
  /** Where the API is, as a URL. */
  readonly url: string
  /** Rejects with what ended it by itself. */
  readonly done: Promise<void>
  /** Whether everything can be asked for. */
  isReady(): Promise<boolean>
  /** Ends it in order. Idempotent. */
  stop(): Promise<void>
}
