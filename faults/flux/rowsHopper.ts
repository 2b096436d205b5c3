import type { FeedSubscription } from 'millrace/client'
import { Hopper, type HopperOptions } from './hopper.ts'
import type { WrittenRecord } from './written.ts'

export interface RowsHopperOptions extends HopperOptions {
  readonly view: string
  readonly where?: Readonly<Record<string, string>>
  /** Of the changelog. */
  readonly topic: string
  /** The field by which versions of a row are told apart, as far as they are. */
  readonly field: string
}

type Row = Readonly<Record<string, unknown>>
type Told =
  | { readonly rows: ReadonlyMap<string, unknown> }
  | { readonly key: string; readonly value: unknown }
  /** On from where it was after so many. */
  | { readonly back: number }

/** Follows a view, and now and then goes on from a token that it had before. */
export class RowsHopper extends Hopper {
  readonly #options: RowsHopperOptions
  readonly #client
  readonly #told: Told[] = []
  readonly #kept: { readonly token: string; readonly told: number }[] = []
  #subscription: FeedSubscription

  constructor(options: RowsHopperOptions) {
    super(options)
    this.#options = options
    this.#client = this.connect<Record<string, Row>>()
    this.#subscription = this.#subscribe(null)
  }

  override hop(): void {
    const { token } = this.#subscription
    if (token !== null) this.#kept.push({ token, told: this.#told.length })
    if (this.#kept.length > 0 && this.random.between(0, 3) === 0) {
      const { token: before, told } = this.random.one(this.#kept.slice(-20))
      this.#subscription.close()
      this.#told.push({ back: told })
      this.#subscription = this.#subscribe(before)
    } else super.hop()
  }

  isDone = (): boolean => this.#subscription.state === 'live'

  problems(written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>): readonly string[] {
    const { name } = this
    const { topic, field, where = {} } = this.#options
    const versions = new Map<string, unknown[]>()
    for (const { key, value } of written.get(topic)!.flat()) {
      if (value === null || !Object.entries(where).every(([name, is]) => value[name] === is)) continue
      const list = versions.get(key) ?? []
      versions.set(key, list)
      list.push(value[field])
    }
    const problems: string[] = []
    /** By key: after how many of its versions it may stand. After each of what was told. */
    const history: ReadonlyMap<string, ReadonlySet<number>>[] = [new Map()]
    for (const told of this.#told) {
      const before = history.at(-1)!
      if ('back' in told) history.push(history[told.back]!)
      else if ('rows' in told) history.push(this.#placesOf(told.rows, versions))
      else {
        const list = versions.get(told.key) ?? []
        const places = [...(before.get(told.key) ?? [0])].filter(place => list[place] === told.value)
        if (places.length === 0) {
          const at = [...(before.get(told.key) ?? [0])].join(' or ')
          problems.push(`${name}: ${told.key} becomes ${told.value} after version ${at} of ${list.join(' ')}`)
          places.push(list.indexOf(told.value))
        }
        history.push(new Map(before).set(told.key, new Set(places.map(place => place + 1))))
      }
    }
    const last = history.at(-1)!
    for (const [key, list] of versions)
      if (!last.get(key)?.has(list.length))
        problems.push(`${name}: ${key} ends at ${[...(last.get(key) ?? [])]} of ${list.length} versions`)
    return problems
  }

  close(): void {
    this.#client.close()
  }

  #placesOf(rows: ReadonlyMap<string, unknown>, versions: ReadonlyMap<string, readonly unknown[]>) {
    return new Map(
      [...versions].map(([key, list]) => {
        const told = rows.get(key)
        const places = list.flatMap((version, i) => (version === told ? [i + 1] : []))
        return [key, new Set(rows.has(key) ? places : [0])] as const
      }),
    )
  }

  #subscribe(resume: string | null): FeedSubscription {
    const { view, where, field } = this.#options
    return this.#client.subscribe(
      { view, resume, ...(where && { where }) },
      {
        onRows: rows => {
          this.restarts++
          this.#told.push({ rows: new Map([...rows].map(([key, row]) => [key, row[field]])) })
        },
        onChanges: changes => {
          this.told += changes.length
          for (const { key, value } of changes) this.#told.push({ key, value: value?.[field] ?? null })
        },
        onRefused: error => this.#told.push({ key: error.message, value: 'refused' }),
      },
    )
  }
}
