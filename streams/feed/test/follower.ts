import type { FeedChange } from '../../client/index.ts'
import { fits, partitionOf, type Row, type Where } from './domain.ts'
import type { CommittedLog } from './world.ts'

/** What a follower is told of one record; null: nothing. `may`: it need not be told. */
interface Due {
  readonly value: Row | null
  readonly may: boolean
}

/** What one subscription has been told, held against what was written: no gap, no repeat, no row that never was. */
export class Follower {
  readonly problems: string[] = []
  readonly #logs: readonly CommittedLog[]
  readonly #where: Where
  readonly #isExact: boolean
  /** By partition and number of committed records. */
  readonly #states: ReadonlyMap<string, Row>[][]
  #rows = new Map<string, Row>()
  /** The last snapshot. */
  #whole: ReadonlyMap<string, Row> = new Map()
  /** By partition: after how many committed records it may stand. Null: no snapshot yet. */
  #places: readonly (ReadonlySet<number> | null)[] | null = null

  /** `isExact`: no change may be left out. */
  constructor(logs: readonly CommittedLog[], where: Where, isExact: boolean) {
    this.#logs = logs
    this.#where = where
    this.#isExact = isExact
    this.#states = logs.map(() => [new Map()])
  }

  /** As it is now, for a subscription that goes on from a token of now. */
  clone(): Follower {
    const other = new Follower(this.#logs, this.#where, this.#isExact)
    other.#rows = new Map(this.#rows)
    other.#places = this.#places
    other.#whole = this.#whole
    return other
  }

  onRows(rows: ReadonlyMap<string, Row>): void {
    this.#rows = new Map(rows)
    // Instances have the rows of a commit before readers of the log do: what they are of is looked at later.
    this.#whole = rows
    this.#places = this.#logs.map(() => null)
  }

  onChanges(changes: readonly FeedChange<Row>[]): void {
    for (const change of changes) this.#change(change)
  }

  #change({ key, value, at }: FeedChange<Row>): void {
    const partition = partitionOf(key)
    const { committed } = this.#logs[partition]!
    // After a switch a row may become again what it was.
    const matches = committed.flatMap((record, place) =>
      record.at === timeOf(at) && record.key === key ? [place] : [],
    )
    const what = `${key} ${JSON.stringify(value)} at ${at}`
    if (matches.length === 0) {
      this.problems.push(`a change that was not committed: ${what}`)
      return
    }
    if (this.#places === null) {
      this.problems.push(`a change before any snapshot: ${what}`)
      return
    }
    const before = this.#placesOf(partition)
    const reachable = matches.filter(index =>
      [...before].some(place => place <= index && !this.#isMissing(partition, place, index)),
    )
    const index = reachable[0] ?? matches.at(-1)!
    const due = this.#due(partition, index)
    if (due === null ? value !== null : JSON.stringify(due.value) !== JSON.stringify(value))
      this.problems.push(`a change that says something else: ${what}, not ${JSON.stringify(due)}`)
    if (reachable.length === 0) {
      const places = [...before].join(' ')
      this.problems.push(
        `${index < Math.min(...before) ? 'a repeat' : 'a gap or a repeat'}: ${what}, record ${index} of partition ${partition} after ${places}`,
      )
    }
    const next = reachable.length === 0 ? [index] : reachable
    this.#places = this.#places.with(partition, new Set(next.map(place => place + 1)))
    if (value === null) this.#rows.delete(key)
    else this.#rows.set(key, value)
  }

  /** What has not been told yet. */
  missing(): readonly string[] {
    if (this.#places === null) return ['nothing came']
    return this.#logs.flatMap(({ committed }, partition) => {
      const state = textOf(this.#stateAt(partition, committed.length), partition)
      const told = textOf(this.#rows, partition)
      if (state !== told) return [`partition ${partition} ends as ${told}, not as ${state}`]
      const isThere = [...this.#placesOf(partition)].some(
        place => !this.#isMissing(partition, place, committed.length),
      )
      return isThere ? [] : [`partition ${partition}: the last changes are missing`]
    })
  }

  #placesOf(partition: number): ReadonlySet<number> {
    const known = this.#places?.[partition]
    if (known) return known
    const told = textOf(this.#whole, partition)
    const places = this.#logs[partition]!.committed.map((_, index) => index + 1).concat(0)
    return new Set(places.filter(place => textOf(this.#stateAt(partition, place), partition) === told))
  }

  /** Whether something between the two places had to be told. */
  #isMissing(partition: number, from: number, to: number): boolean {
    if (!this.#isExact) return false
    for (let index = from; index < to; index++) {
      const due = this.#due(partition, index)
      if (due !== null && !due.may) return true
    }
    return false
  }

  #due(partition: number, index: number): Due | null {
    const { key, row } = this.#logs[partition]!.committed[index]!
    const had = this.#stateAt(partition, index).has(key)
    if (row !== null && fits(this.#where, key, row)) return { value: row, may: false }
    if (had) return { value: null, may: false }
    // Whoever sees all rows of a key anyway may hear that one is deleted that was not there.
    const sees = this.#where.group === undefined && (this.#where.letter ?? key[0]) === key[0]
    return row === null && sees ? { value: null, may: true } : null
  }

  #stateAt(partition: number, place: number): ReadonlyMap<string, Row> {
    const states = this.#states[partition]!
    for (let at = states.length; at <= place; at++) {
      const { key, row } = this.#logs[partition]!.committed[at - 1]!
      const rows = new Map(states[at - 1])
      if (row !== null && fits(this.#where, key, row)) rows.set(key, row)
      else rows.delete(key)
      states.push(rows)
    }
    return states[place]!
  }
}

const timeOf = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at))

const textOf = (rows: ReadonlyMap<string, Row>, partition: number) =>
  JSON.stringify(
    [...rows].filter(([key]) => partitionOf(key) === partition).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
