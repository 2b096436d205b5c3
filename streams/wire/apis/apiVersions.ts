import { apiVersionsV3, type Connection } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'

const SOFTWARE_NAME = 'millrace'
const SOFTWARE_VERSION = '0.1.0'

export interface ApiVersions {
  /** The highest version of each API, by key. */
  readonly highest: ReadonlyMap<number, number>
  /** Finalised feature levels; a level of 0 is off, and left out. */
  readonly features: ReadonlyMap<string, number>
}

/** What the brokers can do, asked of one of them. */
export function requestApiVersions(cluster: Cluster): Promise<ApiVersions> {
  const operation = cluster.operation('describe its API versions')
  const send = (connection: Connection) =>
    apiVersionsV3.api.async(connection, SOFTWARE_NAME, SOFTWARE_VERSION)
  return cluster.retry(operation, async () => {
    const answer = await cluster.brokers.requestAny('query', operation.name, operation.deadline, send)
    return {
      highest: new Map(answer.apiKeys.map(api => [api.apiKey, api.maxVersion])),
      features: new Map(
        (answer.finalizedFeatures ?? [])
          .filter(feature => feature.maxVersionLevel > 0)
          .map(feature => [feature.name, feature.maxVersionLevel]),
      ),
    }
  })
}
