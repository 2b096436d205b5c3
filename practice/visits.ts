import { derivedId } from '../events/derivedId.ts'
import { toCentimes, toDecimal } from '../events/money.ts'
import type { Booking, Slot } from './agenda.ts'
import { cancel, end } from './bookings.ts'
import { day, minute } from './openingHours.ts'
import type { Practice } from './practice.ts'

/** The practice's price where a médecin has none. */
const defaultTarif = 200

/** The hour has come: the patient sees the médecin and pays, or does not come. */
export function visit(practice: Practice, booking: Booking, slot: Slot): void {
  if (booking.isOver || booking.slot !== slot) return
  const { random } = practice
  if (slot.isClosed) {
    cancel(practice, booking, 'médecin absent')
    return
  }
  if (random.chance(0.05)) {
    // Half of those who do not come are put down as cancelled.
    if (random.chance(0.5)) practice.at(slot.end, () => cancel(practice, booking, 'absence du patient'))
    else end(booking)
    return
  }
  practice.at(slot.end + random.between(0, 15 * minute), () => {
    if (booking.slot !== slot) return
    practice.tell('rendezvous.completed', { rendezVousId: booking.rendezVousId })
    end(booking)
    settle(practice, booking)
  })
}

/** At the desk as a rule; in parts, too much, at the second try, late, or never. */
function settle(practice: Practice, { rendezVousId, tarif }: Booking): void {
  const { random, mistakes, tally } = practice
  const amount = toCentimes(tarif ?? defaultTarif)
  let factureId = derivedId('facture', rendezVousId)
  if (random.chance(0.002 * mistakes)) {
    factureId = `FAC-${random.between(10_000, 99_999)}`
    tally.mistakes['unknown-facture'].push(factureId)
  }
  const payment =
    (centimes: number, isGood = true) =>
    () =>
      pay(practice, factureId, centimes, isGood)
  const desk = random.between(1, 10) * minute
  const how = random.next()
  if (how < 0.7) practice.after(desk, payment(amount))
  else if (how < 0.8) {
    const part = Math.floor(amount / 2)
    practice.after(desk, payment(part))
    practice.after(random.between(3, 20) * day + desk, payment(amount - part))
  } else if (how < 0.84) practice.after(desk, payment(Math.ceil((amount + 1) / 5_000) * 5_000))
  else if (how < 0.89) {
    practice.after(desk, payment(amount, false))
    practice.after(random.between(1, 5) * day, payment(amount))
  } else if (how < 0.95) practice.after(random.between(31, 55) * day, payment(amount))
}

function pay(practice: Practice, factureId: string, centimes: number, isGood: boolean): void {
  const data = { paiementId: practice.random.uuid(), factureId, montant: toDecimal(centimes) }
  practice.tell('paiement.pending', data)
  practice.after(practice.random.between(3_000, 90_000), () =>
    practice.tell(isGood ? 'paiement.completed' : 'paiement.failed', data),
  )
}
