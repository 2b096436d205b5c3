import { type ReadonlySignal, signal } from '@preact/signals'
import type { FeedRefused, FeedState } from 'millrace/client'
import { useEffect, useMemo } from 'preact/hooks'
import { feed } from './feed.ts'

/** The rows of a view, as they change. */
export interface Followed<Row> {
  readonly rows: ReadonlyMap<string, Row>
  readonly state: FeedState
  /** Why the feed does not serve it. */
  readonly refused: FeedRefused | null
}

/** Rows of a view of the feed (docs/flux.md), followed as long as the component is there. */
export function useView<Row>(
  view: string,
  where: Readonly<Record<string, string>>,
): ReadonlySignal<Followed<Row>> {
  const client = feed.value
  const wanted = JSON.stringify(where)
  const followed = useMemo(
    () => signal<Followed<Row>>({ rows: new Map(), state: 'connecting', refused: null }),
    [client, view, wanted],
  )
  useEffect(() => {
    const table = client.table(view, { where: JSON.parse(wanted) })
    const stop = table.subscribe(() => {
      const rows = table.rows as ReadonlyMap<string, Row>
      followed.value = { rows, state: table.state, refused: table.refused }
    })
    return () => {
      stop()
      table.close()
    }
  }, [client, view, wanted, followed])
  return followed
}
