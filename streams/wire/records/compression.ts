import { compressionsAlgorithms, compressionsAlgorithmsByBitmask } from '@platformatic/kafka'

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** The compressed records of a batch, and the bits that go into its attributes. */
export function compress(records: Buffer, compression: Compression): { bits: number; bytes: Buffer } {
  const algorithm = compressionsAlgorithms[compression]
  return { bits: algorithm.bitmask, bytes: algorithm.compressSync(records) }
}

/** Throws what the codec throws, or a RangeError for bits that no codec has. */
export function decompress(records: Buffer, bits: number): Buffer {
  const algorithm = Object.hasOwn(compressionsAlgorithmsByBitmask, bits)
    ? compressionsAlgorithmsByBitmask[bits as keyof typeof compressionsAlgorithmsByBitmask]
    : undefined
  if (!algorithm) throw new RangeError(`no codec has the number ${bits}`)
  return algorithm.decompressSync(records)
}
