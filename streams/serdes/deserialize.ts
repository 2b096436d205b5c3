import type { Serde } from './serde.ts'

/** Reads bytes with a serde of either format. Throws what the serde throws. */
export function deserialize<T>(serde: Serde<T>, bytes: Buffer): T {
  return serde.format === 'text'
    ? serde.deserialize(bytes.utf8Slice(0, bytes.length))
    : serde.deserialize(bytes)
}
