import type { FeedState } from 'millrace/client'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { texts } from './texts.ts'

/** Whether what is shown follows what happens. */
export function LiveState({ state }: { readonly state: FeedState }) {
  const t = say(texts)
  if (state === 'live') return <Badge tone="good">{t.live}</Badge>
  if (state === 'stale') return <Badge tone="warn">{t.stale}</Badge>
  if (state === 'closed') return <Badge tone="bad">{t.closed}</Badge>
  return <Badge>{t.connecting}</Badge>
}
