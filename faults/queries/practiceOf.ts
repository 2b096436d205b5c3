import { until } from '../../practice/live.ts'
import type { PracticeRecord } from '../../practice/practiceRecord.ts'
import { openPractice } from '../../practice/simulate.ts'

export interface PracticeSize {
  readonly patients: number
  readonly medecins: number
  readonly days: number
}

const day = 86_400_000

/** What a simulated practice has written until today, mistakes of people and services included. */
export function practiceOf({ patients, medecins, days }: PracticeSize): readonly PracticeRecord[] {
  const end = Math.floor(Date.now() / day) * day
  const practice = openPractice({ seed: 7, patients, medecins, start: end - days * day, end, mistakes: 3 })
  return until(practice, end + day)
}
