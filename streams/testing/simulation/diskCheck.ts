import type { StoredRow, StorePosition } from '../../stores/stateDatabase.ts'
import { encodeRow } from '../../stores/storedValue.ts'
import type { PartitionLog } from './cluster/partitionLog.ts'
import { committedRecords } from './committedRecords.ts'
import { readStoreId } from './diskContent.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'

/** What a disk held at some moment. Judged later: what was under way then is decided by then. */
export interface DiskSnapshot {
  readonly at: number
  readonly disk: string
  readonly stores: readonly {
    readonly id: string
    readonly position: StorePosition
    readonly rows: readonly StoredRow[]
  }[]
}

type LogOf = (position: StorePosition, partition: number) => PartitionLog | null

/** Whether the commit that wrote the last rows below a position is one that Kafka confirmed and lost. */
export function isOfLostCommit(id: string, position: StorePosition, logOf: LogOf): boolean {
  const log = logOf(position, readStoreId(id).partition)
  if (!log || position.written === undefined || position.written < log.start) return false
  return !committedRecords(log).some(({ offset }) => offset === position.written)
}

export function diskSnapshot(disk: SimulatedDisk, at: number): DiskSnapshot {
  const { content } = disk
  return {
    at,
    disk: disk.name,
    stores: [...content.positions].map(([id, position]) => ({
      id,
      position,
      rows: [...(content.rows.get(id)?.values() ?? [])],
    })),
  }
}

/**
 * What is wrong with a store as it lay on a disk: its rows must be those of its changelog's committed records below its
 * position, no more and no less. Unless Kafka lost the commit that wrote its last rows: then they must be told from others, and are
 * not judged. `logOf` gives null for a topic that was deleted since, or compacted.
 */
export function diskProblems(snapshot: DiskSnapshot, logOf: LogOf): readonly string[] {
  const problems: string[] = []
  for (const { id, position, rows } of snapshot.stores) {
    const log = logOf(position, readStoreId(id).partition)
    if (!log || log.start > 0 || position.offset > log.lastStableOffset) continue
    const expected = new Map<string, string>()
    const committed = [...committedRecords(log)]
    if (position.written !== undefined && !committed.some(({ offset }) => offset === position.written))
      continue
    for (const { offset, key, value, timestamp } of committed) {
      if (offset >= position.offset || key === null) continue
      if (value === null) expected.delete(key.toString())
      else expected.set(key.toString(), encodeRow(value, timestamp).toString('latin1'))
    }
    const found = new Map(rows.map(({ key, value }) => [key.toString(), value.toString('latin1')]))
    const wrong = [...new Set([...expected.keys(), ...found.keys()])].filter(
      key => expected.get(key) !== found.get(key),
    )
    if (wrong.length > 0)
      problems.push(
        `at ${snapshot.at.toFixed(0)} ms disk ${snapshot.disk} held ${id} at position ${position.offset}, ` +
          `but not what is committed below that: keys ${wrong.slice(0, 5).join(', ')}`,
      )
  }
  return problems
}
