import type { StoreSpec } from '../graph/storeSpec.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import { readVersionKey } from '../stores/versionKey.ts'

/** What is wrong with the versions of a store's rows: the last of each must be the row, or say that there is none. */
export function historyProblems(
  { historyMs }: Pick<StoreSpec<unknown, unknown>, 'historyMs'>,
  rows: readonly StoredRow[],
  versions: readonly StoredRow[],
): readonly string[] {
  if (historyMs === null) return versions.length === 0 ? [] : ['there are versions of a store without']
  const last = new Map<string, { readonly timestamp: number; readonly value: Buffer }>()
  for (const { key: bytes, value } of versions) {
    const { key, timestamp } = readVersionKey(bytes)
    const id = key.toString('latin1')
    if (!(timestamp < (last.get(id)?.timestamp ?? Number.NEGATIVE_INFINITY)))
      last.set(id, { timestamp, value })
  }
  const there = new Map(rows.map(({ key, value }) => [key.toString('latin1'), value]))
  return [...new Set([...last.keys(), ...there.keys()])].flatMap(id => {
    const version = last.get(id)
    const isThere = version !== undefined && version.value.length > 0
    const row = there.get(id)
    if (row === undefined) return isThere ? [`a version of no row: ${id}`] : []
    return isThere && version.value.equals(row) ? [] : [`the last version of ${id} is not its row`]
  })
}
