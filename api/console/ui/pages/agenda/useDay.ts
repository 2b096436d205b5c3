import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { today } from '../../practice.ts'
import { addDays } from '../../zoned.ts'
import type { Where } from './where.ts'

/** How many days are looked at for one on which something is. */
const ahead = 4

/** The day to show, and what to call while nothing is on it: where none was asked for, the next one is looked at. */
export function useDay({ day, view }: Where): {
  readonly day: string
  readonly isNext: boolean
  passOver(): void
} {
  /** Days; −1: nothing is on any, so it is today after all. */
  const skipped = useSignal(0)
  const isFree = day === null && view === 'day'
  useEffect(() => {
    if (!isFree) skipped.value = 0
  }, [isFree, skipped])
  const days = isFree ? Math.max(0, skipped.value) : 0
  return {
    day: day ?? addDays(today(), days),
    isNext: days > 0,
    passOver() {
      if (isFree && skipped.value >= 0) skipped.value = skipped.value < ahead ? skipped.value + 1 : -1
    },
  }
}
