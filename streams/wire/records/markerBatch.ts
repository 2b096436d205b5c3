import { BatchBuilder } from './batchBuilder.ts'
import { ATTRIBUTES, BASE_OFFSET, CONTROL, CRC } from './batchLayout.ts'
import { crc32c } from './crc32c.ts'
import { writeInt64 } from './int64.ts'

const builder = new BatchBuilder()
/** Version 0 and the type. */
const keys = { abort: Buffer.from([0, 0, 0, 0]), commit: Buffer.from([0, 0, 0, 1]) }
/** Version 0 and the coordinator's epoch. */
const value = Buffer.alloc(6)

/**
 * The control batch with which a broker ends a transaction in a partition. Clients never send one: it is for whoever plays
 * the broker, that is tests and the simulated cluster.
 */
export function markerBatch(
  end: 'commit' | 'abort',
  producerId: number,
  producerEpoch: number,
  timestamp = 0,
): Buffer {
  builder.reset()
  builder.append(keys[end], value, timestamp, null)
  const batch = builder.finish({ producerId, producerEpoch, baseSequence: -1, transactional: true })
  batch.writeInt16BE(batch.readInt16BE(ATTRIBUTES) | CONTROL, ATTRIBUTES)
  batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
  return batch
}

/** Gives a batch its place in a log, in place, as a broker does: the checksum does not cover the offset. */
export function placeAt<B extends Buffer>(batch: B, baseOffset: number): B {
  writeInt64(batch, BASE_OFFSET, baseOffset)
  return batch
}
