import type { BinarySerde } from './serde.ts'

/** Bytes as they are. */
export const bytes: BinarySerde<Uint8Array> = {
  format: 'binary',
  serialize: value => value,
  deserialize: value => value,
}
