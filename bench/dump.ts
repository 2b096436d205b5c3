import { type KafkaStreams, StoreUnavailable } from 'millrace'
import type { Dump } from './messages.ts'

/** All committed rows of the partitions that this instance serves now, page by page as a client would read them. */
export async function dump(streams: KafkaStreams, store: string): Promise<Dump> {
  const { partitions } = streams.store(store)
  // A partition that comes meanwhile is not half told.
  const view = streams.store<string, unknown>(store).at(...partitions)
  const rows: (readonly [string, unknown])[] = []
  try {
    let after: string | undefined
    do {
      const page = await view.page({ limit: 1000, ...(after !== undefined && { after }) })
      rows.push(...page.rows)
      after = page.next ?? undefined
    } while (after !== undefined)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return { kind: 'dump', store, partitions: [], rows: [] }
  }
  return { kind: 'dump', store, partitions, rows }
}
