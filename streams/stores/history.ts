import { historyStore } from './historyStore.ts'
import type { StateBatch, StateDatabase, StateReader, StoredRow } from './stateDatabase.ts'
import { readVersionKey, startOfVersions, versionKey } from './versionKey.ts'

/** What a row became when it was deleted. A stored row has a header at least. */
const deleted = Buffer.alloc(0)

/** Whoever asks may have another clock than whoever sweeps. */
const clocksMs = 60_000

/** Versions that no moment since then shows may go. `now`: the wall clock's. */
export const historyHorizon = (historyMs: number, now: number): number => now - historyMs - clocksMs

/** Versions that one read fetches. */
const stepVersions = 500
/** A round begins when the horizon has moved by this part of the time that is kept. */
const roundsPerHistory = 8

/**
 * The versions of the rows of one store partition: what each row became, and as of when. The last version of a row that is there
 * is never taken away, so the versions alone tell the rows of any moment that they reach back to.
 */
export class History<Database extends StateReader = StateDatabase> {
  readonly #database: Database
  readonly #store: string
  readonly #partition: number

  constructor(database: Database, store: string, partition: number) {
    this.#database = database
    this.#store = historyStore(store)
    this.#partition = partition
  }

  /** `stored` null: it was deleted. */
  write(batch: StateBatch, key: Uint8Array, timestamp: number, stored: Buffer | null): void {
    batch.put(this.#store, this.#partition, versionKey(key, timestamp), stored ?? deleted)
  }

  clear(batch: StateBatch): void {
    batch.deleteRange(this.#store, this.#partition, {})
  }

  /** The row as of a time; null: there was none. */
  async get(key: Uint8Array, at: number): Promise<Buffer | null> {
    const [last] = await this.#database.range(this.#store, this.#partition, {
      from: startOfVersions(key),
      to: after(versionKey(key, at)),
      reverse: true,
      limit: 1,
    })
    return last && last.value.length > 0 ? last.value : null
  }

  /**
   * Of the keys from ≤ key < to the first `limit` that have versions: the row of each as of a time, null where there was none.
   */
  async range(
    { from, to }: { readonly from?: Uint8Array | undefined; readonly to?: Uint8Array | undefined },
    at: number,
    limit: number,
  ): Promise<readonly { readonly key: Buffer; readonly value: Buffer | null }[]> {
    const rows: { key: Buffer; value: Buffer | null }[] = []
    const end = to && startOfVersions(to)
    for (let next: Uint8Array | undefined = from && startOfVersions(from); ; ) {
      const versions: readonly StoredRow[] = await this.#database.range(this.#store, this.#partition, {
        from: next,
        to: end,
        limit: stepVersions,
      })
      for (const version of versions) {
        const { key, timestamp } = readVersionKey(version.key)
        const known = rows.at(-1)
        const value = timestamp <= at && version.value.length > 0 ? version.value : null
        if (known?.key.equals(key)) {
          if (timestamp <= at) known.value = value
        } else if (rows.length === limit) return rows
        else rows.push({ key, value })
      }
      if (versions.length < stepVersions) return rows
      next = after(versions.at(-1)!.key)
    }
  }
}

/** Takes away versions that nobody can ask for any more, some at a time, round and round. */
export class HistorySweep {
  readonly #database: StateDatabase
  readonly #store: string
  readonly #partition: number
  readonly #roundMs: number
  /** The horizon at which the next round begins. */
  #nextAt = 0
  /** Where the round stands; undefined at its begin. */
  #next: Uint8Array | undefined
  /** The version before, of which it is not known yet whether it is still wanted. */
  #last: { readonly bytes: Buffer; readonly key: Buffer; readonly isDeletion: boolean } | null = null

  constructor(database: StateDatabase, store: string, partition: number, historyMs: number) {
    this.#database = database
    this.#store = historyStore(store)
    this.#partition = partition
    this.#roundMs = historyMs / roundsPerHistory
  }

  /**
   * Looks at some versions, and takes away those that no moment after `horizon` shows: a row had become another by then, or was
   * gone. Nothing may be written at a time up to `horizon` meanwhile. `isBusy`: there was much to take away, and may be more.
   */
  async step(horizon: number): Promise<{ readonly isBusy: boolean }> {
    if (horizon < this.#nextAt) return { isBusy: false }
    const versions = await this.#database.range(this.#store, this.#partition, {
      from: this.#next,
      limit: stepVersions,
    })
    const gone: Buffer[] = []
    for (const { key: bytes, value } of versions) {
      const { key, timestamp } = readVersionKey(bytes)
      const isSame = this.#last?.key.equals(key) ?? false
      if (isSame && timestamp <= horizon) gone.push(this.#last!.bytes)
      if (!isSame && this.#last?.isDeletion) gone.push(this.#last.bytes)
      const isOld = timestamp <= horizon
      this.#last = isOld ? { bytes, key, isDeletion: value.length === 0 } : null
    }
    const isEnd = versions.length < stepVersions
    if (isEnd && this.#last?.isDeletion) gone.push(this.#last.bytes)
    if (isEnd) {
      this.#last = null
      this.#nextAt = horizon + this.#roundMs
    }
    this.#next = isEnd ? undefined : after(versions.at(-1)!.key)
    if (gone.length > 0) {
      const batch = this.#database.batch()
      for (const bytes of gone) batch.delete(this.#store, this.#partition, bytes)
      await batch.write()
    }
    return { isBusy: gone.length * 4 >= stepVersions }
  }
}

const after = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.of(0)])
