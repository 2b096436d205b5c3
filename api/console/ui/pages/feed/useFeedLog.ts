import type { FeedRefused, FeedState } from 'millrace/client'
import { ask } from 'millrace/console/ui/data/ask.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { feed } from '../../data/feed.ts'
import { FeedLog } from './feedLog.ts'
import { followFeed } from './followFeed.ts'
import type { Wanted } from './source.ts'

/** How often what came is drawn: more often nobody reads. */
const drawMs = 250

export interface Followed {
  readonly log: FeedLog
  readonly state: FeedState
  readonly refused: FeedRefused | null
}

/** Follows what is wanted as long as the component is there, and draws it anew four times a second at most. */
export function useFeedLog(wanted: Wanted): Followed {
  const client = feed.value
  const name = JSON.stringify(wanted)
  const log = useMemo(() => new FeedLog(), [name, client])
  const [state, setState] = useState<FeedState>('connecting')
  const [refused, setRefused] = useState<FeedRefused | null>(null)
  const [, draw] = useState(0)
  const drawn = useRef(0)
  useEffect(() => {
    // A websocket does not say that it was not opened for want of a key; this does.
    ask('/api/medecins?limit=1').catch(() => {})
  }, [client])
  useEffect(() => {
    setState('connecting')
    setRefused(null)
    const stop = followFeed(JSON.parse(name), log, { onState: setState, onRefused: setRefused })
    const timer = setInterval(() => {
      drawn.current++
      draw(drawn.current)
    }, drawMs)
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [name, log])
  return { log, state, refused }
}
