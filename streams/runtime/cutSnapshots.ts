import type { StoreSpec } from '../graph/storeSpec.ts'
import { scanRows } from '../stores/scanRows.ts'
import type { StateDatabase, StateSnapshot } from '../stores/stateDatabase.ts'
import { valueIn } from '../stores/storedValue.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { CutSnapshot } from './cutSnapshot.ts'
import type { StoreHash } from './storeHash.ts'
import { storeHashes } from './storeHashes.ts'
import type { StoreReplica } from './storeReplica.ts'
import type { Time } from './time.ts'

/** For so long a snapshot that nobody closes is kept, ms: what it shows is not freed meanwhile. */
const keptMs = 10 * 60_000
/** More than so many at a time are not kept: the oldest goes. */
const mostKept = 4

interface Stores {
  readonly active: readonly TaskStore[]
  readonly standby: readonly StoreReplica[]
}

/** The snapshots of one instance, by the ids of their cuts. */
export class CutSnapshots {
  readonly #specs: ReadonlyMap<string, StoreSpec<unknown, unknown>>
  readonly #stores: () => Stores
  readonly #time: Time
  readonly #kept = new Map<string, { readonly taken: Promise<CutSnapshot>; snapshot: CutSnapshot | null }>()
  #isClosed = false

  constructor(specs: ReadonlyMap<string, StoreSpec<unknown, unknown>>, stores: () => Stores, time: Time) {
    this.#specs = specs
    this.#stores = stores
    this.#time = time
  }

  take(cut: string): Promise<CutSnapshot> {
    const known = this.#kept.get(cut)
    if (known) return known.taken
    if (this.#isClosed) return Promise.reject(new Error('The instance ends: it takes no snapshot'))
    const kept = { taken: this.#take(cut), snapshot: null as CutSnapshot | null }
    this.#kept.set(cut, kept)
    kept.taken.then(
      snapshot => {
        kept.snapshot = snapshot
      },
      () => this.#kept.delete(cut),
    )
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept) this.#close(oldest!)
    return kept.taken
  }

  get(cut: string): CutSnapshot | null {
    return this.#kept.get(cut)?.snapshot ?? null
  }

  close(): void {
    this.#isClosed = true
    for (const cut of [...this.#kept.keys()]) this.#close(cut)
  }

  #close(cut: string): void {
    const kept = this.#kept.get(cut)
    this.#kept.delete(cut)
    kept?.taken.then(
      snapshot => snapshot.close(),
      () => {},
    )
  }

  async #take(cut: string): Promise<CutSnapshot> {
    const { active, standby } = this.#stores()
    const databases = new Map<StateDatabase, StateSnapshot>()
    const of = new Map<string, StateSnapshot>()
    for (const { name, partition, database } of [...standby, ...active]) {
      const snapshot = databases.get(database) ?? database.snapshot()
      databases.set(database, snapshot)
      of.set(idOf(name, partition), snapshot)
    }
    const hashes = storeHashes(this.#specs, active, standby)
    const isMoving = new Set(
      [...active.filter(({ sealed }) => sealed.size > 0), ...standby].map(store =>
        idOf(store.name, store.partition),
      ),
    )
    const close = () => {
      if (this.#kept.get(cut)?.snapshot === snapshot) this.#kept.delete(cut)
      cancel()
      for (const each of databases.values()) each.close()
    }
    const cancel = this.#time.after(keptMs, close)
    const read = (store: string, partition: number): StateSnapshot => {
      const found = of.get(idOf(store, partition))
      if (!found) throw new Error(`The cut ${cut} has no rows of ${store}[${partition}] here`)
      return found
    }
    const snapshot: CutSnapshot = {
      cut,
      // Rows that were on their way just then are or are not in the snapshot: what was written beside them says.
      hashes: await Promise.all(
        hashes.map(hash =>
          isMoving.has(idOf(hash.store, hash.partition))
            ? asWritten(hash, read(hash.store, hash.partition))
            : hash,
        ),
      ),
      page: async (store, partition, { after, limit }) => {
        const from = after && Buffer.concat([after, Buffer.of(0)])
        const rows = await read(store, partition).range(store, partition, { from, limit })
        return rows.map(({ key, value }) => ({ key, value: valueIn(value) }))
      },
      scan: async (store, partition) =>
        scanRows(read(store, partition), store, partition, () => this.#time.breathe()),
      close,
    }
    return snapshot
  }
}

async function asWritten(hash: StoreHash, snapshot: StateSnapshot): Promise<StoreHash> {
  const position = await snapshot.position(hash.store, hash.partition)
  return {
    ...hash,
    rows: position?.figure?.rows ?? null,
    hash: position?.figure?.hash ?? null,
    offset: position?.offset ?? null,
  }
}

const idOf = (store: string, partition: number) => `${store}_${partition}`
