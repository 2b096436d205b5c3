import type { Serde } from '../serdes/serde.ts'

/** Keys as strings, for Maps: text as it is, bytes as latin1 (one character a byte). */
export interface KeyText<K> {
  toText(key: K): string
  fromText(text: string): K
  toBytes(text: string): Buffer
  fromBytes(bytes: Buffer): string
}

export function keyText<K>(serde: Serde<K>): KeyText<K> {
  if (serde.format === 'text') {
    return {
      toText: key => serde.serialize(key),
      fromText: text => serde.deserialize(text),
      toBytes: text => Buffer.from(text),
      fromBytes: bytes => bytes.utf8Slice(0, bytes.length),
    }
  }
  return {
    toText: key => {
      const raw = serde.serialize(key)
      return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).latin1Slice()
    },
    fromText: text => serde.deserialize(Buffer.from(text, 'latin1')),
    toBytes: text => Buffer.from(text, 'latin1'),
    fromBytes: bytes => bytes.latin1Slice(0, bytes.length),
  }
}
