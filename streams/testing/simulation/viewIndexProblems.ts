import type { Topology } from '../../graph/topology.ts'
import type { StoreView } from '../../queries/storeView.ts'
import { beginOf } from '../../stores/indexEntries.ts'
import { encodeIndexKey } from '../../stores/indexKey.ts'
import { keyText } from '../../stores/keyText.ts'

/** What is wrong with what a process answers by its indexes: all rows that it answers, in the order of each index. */
export async function viewIndexProblems(
  name: string,
  topology: Topology,
  view: StoreView<unknown, unknown>,
): Promise<readonly string[]> {
  const spec = topology.stores.get(name)!
  if (spec.indexes.length === 0 || view.partitions.length === 0) return []
  const keys = keyText(spec.key)
  const problems: string[] = []
  const { rows } = await view.page({ limit: 1_000 })
  for (const index of spec.indexes) {
    const expected = rows
      .flatMap(([key, row]) => {
        const own = keys.toBytes(keys.toText(key))
        const entries = index.keysOf(row).map(each => encodeIndexKey(each, beginOf(index.name), own))
        return entries.length === 0 ? [] : [{ key, row, first: entries.sort(Buffer.compare)[0]! }]
      })
      .sort((a, b) => Buffer.compare(a.first, b.first))
      .map(({ key, row }) => [key, row])
    const found = await view.indexPage({ index: index.name, limit: 1_000 })
    const [a, b] = [expected, found.rows.map(([key, row]) => [key, row])].map(each => JSON.stringify(each))
    if (a !== b) problems.push(`${name} by ${index.name} should be ${a}, and is ${b}`)
  }
  return problems
}
