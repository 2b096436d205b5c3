import { type Polled, poll } from 'millrace/console/ui/data/poll.ts'
import { useEffect, useMemo } from 'preact/hooks'
import { type Column, pathOf, type Slots } from './column.ts'

const everyMs = 5_000

/** The slots of each column, as long as the component is there. */
export function useSlots(columns: readonly Column[]): ReadonlyMap<string, Polled<Slots>> {
  const wanted = columns.map(each => each.id).join(' ')
  // Columns of the same ids ask for the same.
  const polls = useMemo(
    () => new Map(columns.map(each => [each.id, poll<Slots>(pathOf(each), everyMs)])),
    [wanted],
  )
  useEffect(
    () => () => {
      for (const each of polls.values()) each.stop()
    },
    [polls],
  )
  return polls
}
