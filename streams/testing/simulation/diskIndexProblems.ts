import type { Topology } from '../../graph/topology.ts'
import { IndexEntries } from '../../stores/indexEntries.ts'
import { indexStore } from '../../stores/indexStore.ts'
import { indexProblems } from '../indexProblems.ts'
import { readStoreId, storeId } from './diskContent.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'

/** What is wrong with the indexes on a disk: at any moment their entries are those of the rows beside them. */
export function diskIndexProblems({ name, content }: SimulatedDisk, topology: Topology): readonly string[] {
  return [...content.positions].flatMap(([id, { indexes }]) => {
    const { store, partition } = readStoreId(id)
    const spec = topology.stores.get(store)
    if (!spec) return []
    const versions = IndexEntries.of(spec)?.versions
    if (JSON.stringify(indexes) !== JSON.stringify(versions))
      return [`disk ${name} has indexes ${JSON.stringify(indexes)} of ${id}, not ${JSON.stringify(versions)}`]
    const rows = [...(content.rows.get(id)?.values() ?? [])]
    const entries = [...(content.rows.get(storeId(indexStore(store), partition))?.values() ?? [])]
    return indexProblems(spec, rows, entries).map(problem => `disk ${name}, ${id}: ${problem}`)
  })
}
