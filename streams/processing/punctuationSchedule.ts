import type { Punctuation } from '../operators/process.ts'

/**
 * When a task's punctuators are due. Due times are multiples of the interval, so they do not depend on when the task
 * started; after a gap a punctuator runs once, with the time of now.
 */
export class PunctuationSchedule {
  readonly #entries: { readonly punctuation: Punctuation; due: number }[]

  constructor(punctuations: readonly Punctuation[]) {
    this.#entries = punctuations.map(punctuation => ({ punctuation, due: -1 }))
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** Punctuators due at `now`. The first look only sets the clock. Call `ran` after each. */
  due(by: 'stream-time' | 'wall-clock', now: number): readonly Punctuation[] {
    const due: Punctuation[] = []
    for (const entry of this.#entries) {
      if (entry.punctuation.every.by !== by) continue
      if (entry.due === -1) entry.due = next(now, entry.punctuation.every.ms)
      else if (now >= entry.due) due.push(entry.punctuation)
    }
    return due
  }

  ran(punctuation: Punctuation, now: number): void {
    const entry = this.#entries.find(candidate => candidate.punctuation === punctuation)!
    entry.due = next(now, punctuation.every.ms)
  }

  /** The earliest moment of wall-clock time at which something is due; Infinity when nothing is. */
  get nextWallClock(): number {
    const times = this.#entries
      .filter(entry => entry.punctuation.every.by === 'wall-clock')
      .map(entry => entry.due)
    return Math.min(Number.POSITIVE_INFINITY, ...times)
  }
}

const next = (now: number, interval: number) => (Math.floor(now / interval) + 1) * interval
