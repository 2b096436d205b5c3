import type { KeyRange, StoredRow, StorePosition } from '../../stores/stateDatabase.ts'

/** One change of a disk's content. */
export type DiskChange =
  | { readonly kind: 'put'; readonly store: string; readonly key: Buffer; readonly value: Buffer }
  | { readonly kind: 'delete'; readonly store: string; readonly key: Buffer }
  | { readonly kind: 'deleteRange'; readonly store: string; readonly range: Pick<KeyRange, 'from' | 'to'> }
  | { readonly kind: 'position'; readonly store: string; readonly position: StorePosition }
  | { readonly kind: 'deletePosition'; readonly store: string }
  | { readonly kind: 'deleteRows'; readonly store: string }

/** Rows and positions as they lie on a simulated disk. Stores are named with their partition: see `storeId`. */
export class DiskContent {
  readonly rows = new Map<string, Map<string, StoredRow>>()
  readonly positions = new Map<string, StorePosition>()

  apply(changes: readonly DiskChange[]): void {
    for (const change of changes) {
      if (change.kind === 'put') {
        const row = { key: change.key, value: change.value }
        const rows = this.rows.get(change.store)
        if (rows) rows.set(keyOf(change.key), row)
        else this.rows.set(change.store, new Map([[keyOf(change.key), row]]))
      } else if (change.kind === 'delete') this.rows.get(change.store)?.delete(keyOf(change.key))
      else if (change.kind === 'deleteRange')
        for (const { key } of this.range(change.store, change.range))
          this.rows.get(change.store)?.delete(keyOf(key))
      else if (change.kind === 'position') this.positions.set(change.store, change.position)
      else if (change.kind === 'deletePosition') this.positions.delete(change.store)
      else this.rows.delete(change.store)
    }
  }

  copy(): DiskContent {
    const copy = new DiskContent()
    for (const [store, rows] of this.rows) copy.rows.set(store, new Map(rows))
    for (const [store, position] of this.positions) copy.positions.set(store, position)
    return copy
  }

  get(store: string, key: Uint8Array): Buffer | null {
    return this.rows.get(store)?.get(keyOf(key))?.value ?? null
  }

  range(store: string, range: KeyRange): readonly StoredRow[] {
    const rows = [...(this.rows.get(store)?.values() ?? [])]
      .filter(({ key }) => range.from === undefined || Buffer.compare(key, range.from) >= 0)
      .filter(({ key }) => range.to === undefined || Buffer.compare(key, range.to) < 0)
      .sort((a, b) => Buffer.compare(a.key, b.key))
    if (range.reverse) rows.reverse()
    return range.limit === undefined ? rows : rows.slice(0, range.limit)
  }
}

export const storeId = (store: string, partition: number) => `${store}[${partition}]`

export function readStoreId(id: string): { readonly store: string; readonly partition: number } {
  const at = id.lastIndexOf('[')
  return { store: id.slice(0, at), partition: Number(id.slice(at + 1, -1)) }
}

const keyOf = (key: Uint8Array) => Buffer.from(key.buffer, key.byteOffset, key.byteLength).latin1Slice()
