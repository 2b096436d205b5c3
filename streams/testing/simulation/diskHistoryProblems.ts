import type { Topology } from '../../graph/topology.ts'
import { historyStore } from '../../stores/historyStore.ts'
import { historyProblems } from '../historyProblems.ts'
import { readStoreId, storeId } from './diskContent.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'

/** What is wrong with the versions on a disk: at any moment the last ones are the rows beside them. */
export function diskHistoryProblems({ name, content }: SimulatedDisk, topology: Topology): readonly string[] {
  return [...content.positions].flatMap(([id, { historySince }]) => {
    const { store, partition } = readStoreId(id)
    const spec = topology.stores.get(store)
    if (!spec || (spec.historyMs !== null && historySince === undefined)) return []
    const [rows, versions] = [store, historyStore(store)].map(each => [
      ...(content.rows.get(storeId(each, partition))?.values() ?? []),
    ])
    return historyProblems(spec, rows!, versions!).map(problem => `disk ${name}, ${id}: ${problem}`)
  })
}
