import type { FeedRefused } from 'millrace/client'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'

/** Why the feed does not serve something, in the server's words. */
export function RefusedNotice({ refused }: { readonly refused: FeedRefused }) {
  const { title, detail, status } = refused.problem
  return (
    <Notice tone="bad" title={title ?? String(status)}>
      {detail}
    </Notice>
  )
}
