import { murmur2 } from './murmur2.ts'

/** One for all calls: a key is hashed before anything else can run. */
const scratch = Buffer.allocUnsafe(4096)

/**
 * The partition of a key, the same as the default partitioner of Kafka's Java client gives it, so that records written by
 * either meet on one partition.
 *
 * A null key has no partition of its own (producers spread them round): that is a TypeError here, the caller spreads.
 */
export function partitionForKey(key: string | Uint8Array | null, partitions: number): number {
  if (key === null) throw new TypeError('A null key belongs to no partition: choose one by turns')
  const hash = typeof key === 'string' ? hashText(key) : murmur2(key)
  return (hash & 0x7fffffff) % partitions
}

function hashText(key: string): number {
  const length = key.length
  if (length * 3 > scratch.length) return murmur2(Buffer.from(key))
  for (let i = 0; i < length; i++) {
    const code = key.charCodeAt(i)
    if (code > 0x7f) return murmur2(scratch, scratch.write(key, 0, 'utf8'))
    scratch[i] = code
  }
  return murmur2(scratch, length)
}
