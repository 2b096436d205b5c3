import { type Polled, poll } from 'millrace/console/ui/data/poll.ts'
import { useEffect, useMemo } from 'preact/hooks'
import { idOf, type MedecinDay, pathOf, type Slots } from './daySlots.ts'

const everyMs = 5_000

/** The slots of each day, by its `idOf`, as long as the component is there. */
export function useSlots(days: readonly MedecinDay[]): ReadonlyMap<string, Polled<Slots>> {
  const wanted = days.map(idOf).join(' ')
  // Days of the same ids ask for the same.
  const polls = useMemo(
    () => new Map(days.map(each => [idOf(each), poll<Slots>(pathOf(each), everyMs)])),
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
