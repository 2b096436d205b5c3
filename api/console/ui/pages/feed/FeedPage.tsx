import { route } from 'millrace/console/ui/route.ts'
import { FollowPage } from './FollowPage.tsx'
import { LivePage } from './LivePage.tsx'
import './feed.css'

/** `#/feed`: what happens now. `#/feed/rendezvous/<id>`: what made one thing what it is, and what it caused. */
export default function FeedPage() {
  const [kind, id] = route.value.rest
  return kind !== undefined && id !== undefined ? (
    <FollowPage key={`${kind} ${id}`} kind={kind} id={id} />
  ) : (
    <LivePage />
  )
}
