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
 * position, no more and no less. `logOf` gives null for a topic that was deleted since, or compacted.
 */
export function diskProblems(
  snapshot: DiskSnapshot,
  logOf: (position: StorePosition, partition: number) => PartitionLog | null,
): readonly string[] {
  const problems: string[] = []
  for (const { id, position, rows } of snapshot.stores) {
    const log = logOf(position, readStoreId(id).partition)
    if (!log || log.start > 0 || position.offset > log.lastStableOffset) continue
    const expected = new Map<string, string>()
    for (const { offset, key, value, timestamp } of committedRecords(log)) {
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
