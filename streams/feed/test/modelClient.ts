import type { FeedClient } from '../../client/index.ts'
import type { Row, Where } from './domain.ts'

export interface ModelClientOptions {
  readonly client: FeedClient<{ rows: Row }>
  readonly where: Where
  readonly slow: 'close' | 'conflate'
  readonly told: (what: string) => void
  readonly count: (what: string, n: number) => void
}

/** A client with one subscription, that now and then goes on from a token that it kept. */
export interface ModelClient {
  /** Keeps where it is. */
  keep(): void
  /** Goes on from somewhere it was, if it kept any that it may go back to. */
  goBack(to: number, mayBe?: (token: string) => boolean): void
  /** So many virtual milliseconds for each that it takes. */
  slow(ms: number): void
  /** What it would resume with; null: nothing yet. */
  readonly token: string | null
  /** Called from time to time: it may note what is promised to it. */
  look(): void
  /** How often it was given all anew. */
  readonly begun: number
  /** Whether it has been told all there is. */
  readonly isDone: boolean
  /** What went wrong; it is over. */
  end(): readonly string[]
}
