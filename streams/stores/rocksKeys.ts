import type { StorePosition } from './stateDatabase.ts'
import { decodePosition } from './storedPosition.ts'

/** How rows and positions are keyed in RocksDB: `<store>\0<partition as uint16><key>`; positions begin with \0, which no store name does. */
export class RocksKeys {
  readonly #prefixes = new Map<string, Buffer>()
  readonly #positions = new Map<string, Buffer>()
  /** What was last read of each: it is read with every row, and changes with commits. */
  readonly #decoded = new Map<string, { readonly stored: Buffer; readonly position: StorePosition | null }>()

  /** What all rows of a store partition begin with. */
  prefix(store: string, partition: number): Buffer {
    const id = `${store}\0${partition}`
    let prefix = this.#prefixes.get(id)
    if (!prefix) {
      prefix = Buffer.alloc(Buffer.byteLength(store) + 3)
      prefix.write(store)
      prefix.writeUInt16BE(partition, prefix.length - 2)
      this.#prefixes.set(id, prefix)
    }
    return prefix
  }

  row(store: string, partition: number, key: Uint8Array): Buffer {
    return join(this.prefix(store, partition), key)
  }

  position(store: string, partition: number): Buffer {
    const id = `${store}\0${partition}`
    let key = this.#positions.get(id)
    if (!key) {
      key = positionKey(store, partition)
      this.#positions.set(id, key)
    }
    return key
  }

  decodePosition(store: string, partition: number, stored: Buffer): StorePosition | null {
    const id = `${store}\0${partition}`
    const known = this.#decoded.get(id)
    if (known?.stored.equals(stored)) return known.position
    const position = decodePosition(store, partition, stored)
    this.#decoded.set(id, { stored, position })
    return position
  }
}

export const positionPrefix = Buffer.from('\0position\0')

export const positionKey = (store: string, partition: number) =>
  Buffer.concat([positionPrefix, Buffer.from(JSON.stringify([store, partition]))])

export function join(prefix: Buffer, key: Uint8Array): Buffer {
  const joined = Buffer.allocUnsafe(prefix.length + key.length)
  joined.set(prefix, 0)
  joined.set(key, prefix.length)
  return joined
}

/** The first key after all that begin with the prefix. */
export function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix)
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i] === 0xff) continue
    next[i]! += 1
    return next.subarray(0, i + 1)
  }
  throw new Error('A prefix of 0xff bytes has no end')
}
