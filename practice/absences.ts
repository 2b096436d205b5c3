import { cancel, move } from './bookings.ts'
import { day, hour, localDay, minute } from './openingHours.ts'
import type { Medecin } from './people.ts'
import type { Practice } from './practice.ts'

/** Once a day for each médecin, in the morning: perhaps a holiday to come, perhaps a bed instead of a consulting room. */
export function perhapsAway(practice: Practice, medecin: Medecin): void {
  const { random, zone, now } = practice
  // Within the horizon: days that are opened later would know nothing of it.
  const midnight = zone.toInstant(localDay(zone, now) * day)
  const what = random.next()
  if (what < 0.012) {
    const debut = midnight + random.between(5, 20) * day
    goAway(practice, medecin, debut, debut + random.between(1, 7) * day)
  } else if (what < 0.017) goAway(practice, medecin, now, midnight + random.between(1, 3) * day)
}

/** Everybody with a rendezvous in that time is called: before it begins, if it has not begun. */
function goAway(practice: Practice, medecin: Medecin, debut: number, fin: number): void {
  const { random, agenda, now } = practice
  const { medecinId } = medecin
  const interval = { medecinId, debut: new Date(debut), fin: new Date(fin) }
  practice.tell('medecin.unavailable', interval)
  for (const slot of agenda.during(medecin, debut, fin)) {
    slot.isClosed = true
    const { booking } = slot
    if (booking === null || slot.start <= now) continue
    const soon = Math.min(2 * day, Math.max(10 * minute, slot.start - now - hour))
    practice.after(random.next() * soon, () => {
      if (booking.slot !== slot) return
      if (random.chance(0.7)) move(practice, booking)
      else cancel(practice, booking, 'médecin absent')
    })
  }
  // Back before it was thought: what is left of the time can be had again.
  if (random.chance(0.2)) {
    const back = debut + Math.floor((0.3 + 0.5 * random.next()) * (fin - debut))
    practice.at(back, () => {
      practice.tell('medecin.available', { ...interval, debut: new Date(back) })
      for (const slot of agenda.during(medecin, back, fin)) if (slot.start >= back) slot.isClosed = false
    })
  }
}
