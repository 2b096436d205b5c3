import { useEffect, useMemo } from 'preact/hooks'
import { type Polled, poll } from './poll.ts'

/** `poll` as long as the component is there; another path begins anew. */
export function usePoll<T>(path: string, everyMs: number): Polled<T> {
  const polled = useMemo(() => poll<T>(path, everyMs), [path, everyMs])
  useEffect(() => () => polled.stop(), [polled])
  return polled
}
