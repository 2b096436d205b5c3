import type { Endpoint, InstanceEndpoint } from 'millrace'
import { type AskStoresOptions, askStores } from './askStores.ts'
import type { StoreScans } from './storeScans.ts'
import { type InstanceReadings, type StoresReport, storesReport } from './storesReport.ts'

/** How long other instances may read their rows, ms: an HTTP client of Node waits no longer. */
const scanDeadlineMs = 5 * 60_000

export interface AllStoresOptions {
  /** Of all stores, in the order in which they are told of. */
  readonly names: readonly string[]
  /** How many each has. */
  readonly partitions: number
  readonly self: Endpoint
  readonly peers: () => readonly InstanceEndpoint[]
  readonly asking: Omit<AskStoresOptions, 'scanDeadlineMs'>
}

/** Asks every instance of the application, this one included, at the same time. */
export function allStores(
  scans: StoreScans,
  { names, partitions, self, peers, asking }: AllStoresOptions,
): (scan: boolean) => Promise<StoresReport> {
  return async scan => {
    const own = async (): Promise<InstanceReadings> => ({
      instance: `${self.host}:${self.port}`,
      // It may be about to end.
      readings: scan ? await scans.scan().catch(() => null) : scans.kept(),
    })
    const others = peers().map(({ endpoint }) => askStores(endpoint, scan, { ...asking, scanDeadlineMs }))
    return storesReport(names, partitions, await Promise.all([own(), ...others]))
  }
}
