import type { StoreSpec } from '../graph/storeSpec.ts'
import { beginOf } from '../stores/indexEntries.ts'
import { encodeIndexKey } from '../stores/indexKey.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import { decodeRow } from '../stores/storedValue.ts'

/** What is wrong with the entries of a store's indexes: they must be those that its rows have, no more and no less. */
export function indexProblems(
  spec: StoreSpec<unknown, unknown>,
  rows: readonly StoredRow[],
  entries: readonly StoredRow[],
): readonly string[] {
  const expected = new Map<string, string>()
  for (const { key, value } of rows)
    for (const index of spec.indexes)
      for (const each of index.keysOf(decodeRow(spec.value, value).value))
        expected.set(
          encodeIndexKey(each, beginOf(index.name), key).toString('hex'),
          `${index.name} ${JSON.stringify(each)} of ${key}`,
        )
  const found = new Set(entries.map(({ key }) => key.toString('hex')))
  const lacking = [...expected].filter(([entry]) => !found.has(entry)).map(([, told]) => `no entry ${told}`)
  const left = [...found].filter(entry => !expected.has(entry))
  return [
    ...lacking,
    ...left.map(entry => `an entry of no row: ${Buffer.from(entry, 'hex').toString('latin1')}`),
  ]
}
