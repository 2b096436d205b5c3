import { type Kafka, partitionsOf, readPartition } from 'millrace/wire'
import { auditTopic } from '../events/topics.ts'
import type { TrailEntry } from '../events/trailEntry.ts'

export interface TrailFilter {
  readonly patient?: string
  readonly who?: string
  /** Milliseconds. */
  readonly since?: number
}

/** The last `limit` lines of the audit trail that fit, in the order of time, and how many fit. One that was written twice is shown once. */
export async function readTrail(
  kafka: Kafka,
  { patient, who, since = 0 }: TrailFilter,
  limit: number,
): Promise<{ readonly lines: readonly TrailEntry[]; readonly found: number }> {
  const { topics } = await kafka.metadata([auditTopic])
  const partitions = partitionsOf(topics.get(auditTopic))
  const [begins, ends] = [
    await kafka.listOffsets(partitions, 'earliest'),
    await kafka.listOffsets(partitions, 'stable'),
  ]
  const at = (list: typeof ends, partition: number) => list.find(each => each.partition === partition)!.offset
  let lines = new Map<string, TrailEntry>()
  let found = 0
  const latest = () => {
    const sorted = [...lines].sort(([, a], [, b]) => (a.time < b.time ? -1 : 1))
    lines = new Map(sorted.slice(-limit))
  }
  for (const each of partitions) {
    for await (const cursor of readPartition(
      kafka,
      each,
      at(begins, each.partition),
      at(ends, each.partition),
    )) {
      const line = JSON.parse(cursor.valueText() ?? 'null') as TrailEntry | null
      if (line === null || !fits(line)) continue
      found++
      lines.set(line.id, line)
      if (lines.size > 2 * limit) latest()
    }
  }
  latest()
  return { lines: [...lines.values()], found }

  function fits(line: TrailEntry): boolean {
    if (Date.parse(line.time) < since) return false
    return (
      (patient === undefined || line.patients.includes(patient)) && (who === undefined || line.who === who)
    )
  }
}
