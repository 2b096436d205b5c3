import { hashLength } from './entry.ts'

/** A token names no more rows than this. */
const most = 256

/**
 * The rows that a narrowed subscription has been given and not taken back, by their keys' hashes: one that ceases to fit is
 * taken back.
 */
export class Held extends Set<string> {
  clone(): Held {
    return new Held(this)
  }

  /** For a token; null when they are too many. */
  get text(): string | null {
    return this.size > most ? null : [...this].join('')
  }

  /** Null for what is no such text. */
  static of(text: string): Held | null {
    if (text.length % hashLength !== 0 || text.length > most * hashLength || !/^[\w-]*$/.test(text))
      return null
    return new Held(text.match(new RegExp(`.{${hashLength}}`, 'g')) ?? [])
  }
}
