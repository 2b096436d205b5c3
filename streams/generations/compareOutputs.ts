import { hash } from 'node:crypto'
import type { Kafka } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { readPartition } from '../wire/readPartition.ts'
import { murmur2 } from '../wire/records/murmur2.ts'
import type { RecordHeader } from '../wire/records/recordHeader.ts'

/** One side: a topic up to some offset a partition, and which of its records count. */
export interface OutputSide {
  readonly topic: string
  /** Offsets (exclusive) by partition; default: as it is now. */
  readonly upTo?: readonly number[]
  /** Default: all. After a reset a topic has the same events again: those of one run are told by a header. */
  readonly accept?: (headers: readonly RecordHeader[]) => boolean
}

export interface OutputRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
}

export interface OutputComparison {
  /** Records, and distinct ids among them. */
  readonly left: { readonly records: number; readonly ids: number }
  readonly right: { readonly records: number; readonly ids: number }
  readonly onlyLeft: number
  readonly onlyRight: number
  /** Same id, another value. Of several with one id the last counts. */
  readonly changed: number
  /** In the order of ids. */
  readonly first: readonly OutputDifference[]
}

export interface OutputDifference {
  readonly id: string
  readonly left: OutputRecord | null
  readonly right: OutputRecord | null
}

export interface CompareOutputsOptions {
  /** What makes two records the same one, such as the event's id. */
  readonly idOf: (record: OutputRecord) => string
  /** Differing records that are kept. Default 20. */
  readonly first?: number
  /** Ids in memory at a time: with more, the topics are read several times. Default 500,000. */
  readonly maxIds?: number
}

interface Side extends OutputSide {
  readonly ranges: readonly { readonly partition: number; readonly from: number; readonly to: number }[]
}

/** Digests of an id's last value on either side; null: not there. */
type Pair = [left: string | null, right: string | null]

/** Compares what two topics tell, in whatever order. A topic that does not exist tells nothing. Rejects as Kafka's methods do. */
export async function compareOutputs(
  kafka: Kafka,
  left: OutputSide,
  right: OutputSide,
  { idOf, first = 20, maxIds = 500_000 }: CompareOutputsOptions,
): Promise<OutputComparison> {
  const sides = [await sideOf(kafka, left), await sideOf(kafka, right)] as const
  const most = sides
    .flatMap(({ ranges }) => ranges)
    .reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0)
  const passes = Math.max(1, Math.ceil(most / maxIds))
  const records: [number, number] = [0, 0]
  const ids: [number, number] = [0, 0]
  const counts = { onlyLeft: 0, onlyRight: 0, changed: 0 }
  let differing: string[] = []
  for (let pass = 0; pass < passes; pass++) {
    const pairs = new Map<string, Pair>()
    for (const at of [0, 1] as const) {
      for await (const record of read(kafka, sides[at])) {
        const id = idOf(record)
        if (passes > 1 && (murmur2(Buffer.from(id)) >>> 0) % passes !== pass) continue
        records[at]++
        const pair = pairs.get(id) ?? [null, null]
        pair[at] = record.value === null ? '' : hash('sha256', record.value, 'base64')
        pairs.set(id, pair)
      }
    }
    for (const [id, [a, b]] of pairs) {
      if (a !== null) ids[0]++
      if (b !== null) ids[1]++
      if (a === b) continue
      counts[b === null ? 'onlyLeft' : a === null ? 'onlyRight' : 'changed']++
      differing.push(id)
    }
    differing = differing.sort().slice(0, first)
  }
  return {
    left: { records: records[0], ids: ids[0] },
    right: { records: records[1], ids: ids[1] },
    ...counts,
    first: await valuesOf(kafka, sides, differing, idOf),
  }
}

async function valuesOf(
  kafka: Kafka,
  sides: readonly [Side, Side],
  ids: readonly string[],
  idOf: CompareOutputsOptions['idOf'],
): Promise<readonly OutputDifference[]> {
  const found = sides.map(() => new Map<string, OutputRecord>())
  for (const [at, side] of ids.length > 0 ? sides.entries() : []) {
    for await (const record of read(kafka, side)) {
      const id = idOf(record)
      if (!ids.includes(id)) continue
      const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes)
      found[at]!.set(id, { key: copy(record.key), value: copy(record.value) })
    }
  }
  return ids.map(id => ({ id, left: found[0]!.get(id) ?? null, right: found[1]!.get(id) ?? null }))
}

async function sideOf(kafka: Kafka, side: OutputSide): Promise<Side> {
  const partitions = partitionsOf((await kafka.metadata([side.topic])).topics.get(side.topic))
  const begins = await kafka.listOffsets(partitions, 'earliest')
  const ends = await kafka.listOffsets(partitions, 'stable')
  const ranges = ends.map(({ partition, offset }, i) => ({
    partition,
    from: begins[i]!.offset,
    // What was written by then is waited for, where its transaction has ended and its marker is on its way.
    to: side.upTo?.[partition] ?? offset,
  }))
  return { ...side, ranges }
}

/** What it yields is valid until the next is asked for. */
async function* read(kafka: Kafka, { topic, ranges, accept }: Side): AsyncGenerator<OutputRecord> {
  for (const { partition, from, to } of ranges)
    for await (const cursor of readPartition(kafka, { topic, partition }, from, to))
      if (!accept || accept(cursor.headers())) yield { key: cursor.keyBytes(), value: cursor.valueBytes() }
}
