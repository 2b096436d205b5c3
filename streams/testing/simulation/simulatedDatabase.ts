import { historyStore } from '../../stores/historyStore.ts'
import { indexStore } from '../../stores/indexStore.ts'
import type {
  KeyRange,
  PartitionKeys,
  PositionedValues,
  StateBatch,
  StateDatabase,
  StateSnapshot,
  StoredRow,
  StorePosition,
} from '../../stores/stateDatabase.ts'
import { type DiskChange, type DiskContent, readStoreId, storeId } from './diskContent.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'
import type { SimulatedProcess } from './simulatedProcess.ts'

/** A simulated disk's state as the process that opened it sees it: every operation takes its time and may be the last. */
export class SimulatedDatabase implements StateDatabase {
  readonly #disk: SimulatedDisk
  readonly #process: SimulatedProcess
  readonly #work: () => Promise<void>

  constructor(disk: SimulatedDisk, process: SimulatedProcess, work: () => Promise<void>) {
    this.#disk = disk
    this.#process = process
    this.#work = work
  }

  get(store: string, partition: number, keys: readonly Uint8Array[]): Promise<readonly (Buffer | null)[]> {
    return this.#do('get', () => keys.map(key => this.#disk.content.get(storeId(store, partition), key)))
  }

  range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]> {
    return this.#do('range', () => this.#disk.content.range(storeId(store, partition), range))
  }

  position(store: string, partition: number): Promise<StorePosition | null> {
    return this.#do('position', () => this.#disk.content.positions.get(storeId(store, partition)) ?? null)
  }

  read(store: string, asked: readonly PartitionKeys[]): Promise<readonly PositionedValues[]> {
    return this.#do('read', () => readFrom(this.#disk.content, store, asked))
  }

  positions() {
    return this.#do('positions', () =>
      [...this.#disk.content.positions].map(([id, position]) => ({ ...position, ...readStoreId(id) })),
    )
  }

  batch(): StateBatch {
    const changes: DiskChange[] = []
    return {
      put: (store, partition, key, value) => {
        changes.push({
          kind: 'put',
          store: storeId(store, partition),
          key: Buffer.from(key),
          value: Buffer.from(value),
        })
      },
      delete: (store, partition, key) => {
        changes.push({ kind: 'delete', store: storeId(store, partition), key: Buffer.from(key) })
      },
      deleteRange: (store, partition, { from, to }) => {
        const range = { ...(from && { from: Buffer.from(from) }), ...(to && { to: Buffer.from(to) }) }
        changes.push({ kind: 'deleteRange', store: storeId(store, partition), range })
      },
      setPosition: (store, partition, position) => {
        changes.push({ kind: 'position', store: storeId(store, partition), position })
      },
      write: () => this.#do('write', () => this.#disk.write(changes)),
    }
  }

  snapshot(): StateSnapshot {
    const content = this.#disk.content.copy()
    return {
      get: (store, partition, keys) =>
        this.#do('snapshot get', () => keys.map(key => content.get(storeId(store, partition), key))),
      range: (store, partition, range) =>
        this.#do('snapshot range', () => content.range(storeId(store, partition), range)),
      position: (store, partition) =>
        this.#do('snapshot position', () => content.positions.get(storeId(store, partition)) ?? null),
      read: (store, asked) => this.#do('snapshot read', () => readFrom(content, store, asked)),
      close() {},
    }
  }

  async drop(store: string, partition: number): Promise<void> {
    const id = storeId(store, partition)
    this.#disk.dropped.push({ id, position: this.#disk.content.positions.get(id) ?? null })
    await this.#do('drop position', () => this.#disk.write([{ kind: 'deletePosition', store: id }]))
    await this.#do('drop rows', () =>
      this.#disk.write([
        { kind: 'deleteRows', store: id },
        { kind: 'deleteRows', store: storeId(indexStore(store), partition) },
        { kind: 'deleteRows', store: storeId(historyStore(store), partition) },
      ]),
    )
  }

  async close(): Promise<void> {}

  /** Carried out whole, at some moment while the process lives, or not at all. */
  #do<T>(what: string, carryOut: () => T): Promise<T> {
    return this.#process.call(`disk ${what}`, async () => {
      await this.#work()
      return this.#process.isDead ? new Promise<T>(() => {}) : carryOut()
    })
  }
}

const readFrom = (
  content: DiskContent,
  store: string,
  asked: readonly PartitionKeys[],
): readonly PositionedValues[] =>
  asked.map(({ partition, keys }) => ({
    values: keys.map(key => content.get(storeId(store, partition), key)),
    position: content.positions.get(storeId(store, partition)) ?? null,
  }))
