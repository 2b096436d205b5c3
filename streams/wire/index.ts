/** The wire by itself: for tools and tests that write or read topics without a topology. */
export { connectKafka } from './connectKafka.ts'
export type { Kafka, Producer } from './kafka.ts'
export { partitionsOf } from './partitionsOf.ts'
export { readPartition } from './readPartition.ts'
export { BatchBuilder, plainBatch } from './records/batchBuilder.ts'
export { endOfBatches } from './records/endOfBatches.ts'
export { partitionForKey } from './records/partitioner.ts'
export { RecordCursor } from './records/recordCursor.ts'
