import type { Frame } from './frame.ts'

/** A client as its subscriptions see it. */
export interface FeedSink {
  /** Bytes that it has not taken yet. */
  readonly queued: number
  /** Never waits and never throws; a client that has gone gets nothing. */
  send(frame: Frame): void
  /** Resolves when no more than so many bytes are queued, or when the client has gone. */
  drained(bytes: number): Promise<void>
  /** A subscription has ended by itself. */
  ended(id: string, reason: CloseReason): void
}

export type CloseReason = 'unsubscribed' | 'slow' | 'stopping' | 'switched' | 'failed' | 'unauthenticated'
