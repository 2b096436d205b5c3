import type { OpenSocket } from './openSocket.ts'

export interface FeedOptions {
  /**
   * Where the feed is: `wss://cabinet.example/flux`. Several are instances of one application: when one cannot be reached, the
   * next is tried.
   */
  readonly url: string | readonly string[]
  /** Asked for again before every connection. Default: none is sent. */
  readonly token?: string | (() => string | Promise<string>)
  /** A connection that says nothing for so long, heartbeats included, is given up. Default 30,000 ms: two of theirs. */
  readonly silenceMs?: number
  /** A connection that is not open after so long is given up. Default 10,000 ms. */
  readonly connectMs?: number
  /** The wait before the n-th attempt in a row is drawn from 0 to `minMs` · 2ⁿ, `maxMs` at most. Default 250 ms and 10,000 ms. */
  readonly retry?: { readonly minMs: number; readonly maxMs: number }
  /**
   * Told of what went wrong and is being mended (connections that ended), of what was refused, and of listeners that threw. Default:
   * `console.warn`.
   */
  readonly onError?: (error: Error) => void
  /** Default: the global WebSocket. */
  readonly openSocket?: OpenSocket
  /** Default: the machine's. */
  readonly time?: FeedTime
  /** From 0 to 1, for waits. Default: Math.random. */
  readonly random?: () => number
}

export interface FeedTime {
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number
  /** Calls once, after so many milliseconds; returns how to prevent it. */
  after(ms: number, call: () => void): () => void
}

export const globalTime: FeedTime = {
  elapsed: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
