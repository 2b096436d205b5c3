import { hash } from 'node:crypto'
import { type Entry, type Fields, removal } from './entry.ts'
import type { Where } from './feedView.ts'
import type { Held } from './held.ts'

/** What a subscription is narrowed to. */
export class Filter {
  readonly where: Where
  /** Equal for equal filters. */
  readonly text: string
  /** Whether a row that fits may cease to: what has been sent is to be known then. */
  readonly mayCease: boolean
  readonly #fields: readonly (readonly [name: string, value: string])[]

  /** `lasting`: the fields that never change for a row. */
  constructor(where: Where, lasting: readonly string[]) {
    this.where = where
    this.#fields = Object.entries(where).sort(([a], [b]) => (a < b ? -1 : 1))
    this.text = this.#fields.length === 0 ? '' : hash('sha256', JSON.stringify(this.#fields), 'base64url')
    this.mayCease = this.#fields.some(([name]) => !lasting.includes(name))
  }

  /** The field by which its subscriptions are found; null: they get everything. */
  get first(): readonly [name: string, value: string] | null {
    return this.#fields[0] ?? null
  }

  fits(fields: Fields): boolean {
    return this.#fields.every(([name, value]) => fields[name] === value)
  }

  /** What is sent of an entry; null: nothing. Keeps `held` (null unless it `mayCease`). */
  pass(entry: Entry, held: Held | null): string | null {
    const fits = this.fits(entry.fields)
    if (held === null) return fits ? entry.json : null
    if (fits && !entry.isGone) {
      held.add(entry.keyHash)
      return entry.json
    }
    return held.delete(entry.keyHash) ? removal(entry.key, entry.at) : null
  }
}
