import { isFree } from './agenda.ts'
import { ask, cancel, confirm } from './bookings.ts'
import { changeTelephone } from './days.ts'
import { raisons } from './names.ts'
import type { Practice } from './practice.ts'
import type { PracticeRecord } from './practiceRecord.ts'

/**
 * What has happened until now since the last call; where that is nothing, one more thing happens, so that there is
 * something to look at.
 */
export function happen(practice: Practice, now: number): readonly PracticeRecord[] {
  practice.isPrompt = true
  const happened = until(practice, now)
  if (happened.length > 0) return happened
  practice.doNow(now, () => bustle(practice))
  return until(practice, now)
}

/** All that arrives until a moment. */
export function until(practice: Practice, moment: number): readonly PracticeRecord[] {
  const records: PracticeRecord[] = []
  for (let record = practice.next(moment); record; record = practice.next(moment)) records.push(record)
  return records
}

function bustle(practice: Practice): void {
  const { random, agenda, now } = practice
  const medecin = random.pick(practice.medecins)
  const what = random.next()
  if (what < 0.05) changeTelephone(practice)
  else if (what < 0.6) {
    const slot = agenda.find(random, medecin, now, isFree)
    if (slot) ask(practice, slot)
  } else {
    const booked = agenda.find(random, medecin, now, each => each.booking !== null)?.booking
    if (booked && what < 0.7) cancel(practice, booked, random.pick(raisons))
    else if (booked) confirm(practice, booked)
  }
}
