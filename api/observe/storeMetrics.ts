import type { Registry } from 'prom-client'
import type { Instance } from '../instance.ts'
import type { StoreScans } from '../stores/storeScans.ts'
import { scraped } from './scraped.ts'

/** What is known of the rows of the stores that run here, and what scans of all that lies here have shown. */
export function storeMetrics(
  instance: Instance,
  scans: StoreScans,
  registry: Registry,
  partitionSeries: number,
): void {
  const { gaugeByPartition } = scraped(registry, partitionSeries)
  const active = () => instance.hashes().filter(({ role }) => role === 'active')
  const labelsOf = ({ store, partition }: { readonly store: string; readonly partition: number }) => ({
    store,
    partition: String(partition),
  })
  gaugeByPartition(
    'millrace_store_rows',
    'Rows of a store partition that runs here',
    ['store'],
    'sum',
    put => {
      for (const each of active()) if (each.rows !== null) put(labelsOf(each), each.rows)
    },
  )
  gaugeByPartition(
    'millrace_store_hash_known',
    '1 where the hash of a store partition that runs here is known',
    ['store'],
    'least',
    put => {
      for (const each of active()) put(labelsOf(each), each.hash === null ? 0 : 1)
    },
  )
  gaugeByPartition(
    'millrace_store_scan_timestamp_seconds',
    'When the rows of a store partition were last read and compared with their hash, by what that showed',
    ['store', 'outcome'],
    'least',
    put => {
      for (const each of scans.last) put({ ...labelsOf(each), outcome: each.verdict }, each.at / 1000)
    },
  )
}
