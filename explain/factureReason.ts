import { toDecimal } from '../events/money.ts'
import { idsDe } from '../processors/derives.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { type Found, iso, type Reason } from './reason.ts'

/** Why the invoice of a rendezvous stands as it stands, or why there is none. */
export function factureReason(row: RendezvousRow, { events, rules }: Found): Reason | null {
  const { conclusion, paiements, rendezVousId } = row
  if (conclusion === null) return null
  const { facture, factureLe, accepteLe, montantCentimes, payeCentimes } = conclusion
  const received = paiements.filter(({ statut }) => statut === 'RECU')
  const because = received.flatMap(({ decide }) => events.withId(decide?.eventId))
  const reason = (text: string): Reason => ({
    of: `facture ${idsDe(rendezVousId).factureId}`,
    about: 'facture',
    text,
    because,
  })
  if (facture === null || factureLe === null)
    return reason(
      accepteLe === null
        ? 'there is none: its rendezvous is not accepted'
        : 'there is none: it is made when the consultation has taken place',
    )
  const amount = (centimes: number) => toDecimal(centimes).toFixed(2)
  const paid = `${amount(payeCentimes)} of ${amount(montantCentimes)} received in ${received.length} payments`
  const due = iso(factureLe + rules.delaiPaiementMs)
  const issued = `issued ${iso(factureLe)}`
  switch (facture) {
    case 'PAYEE':
      return reason(`${facture}: ${issued}, ${paid}`)
    case 'EMISE':
      return reason(`${facture}: ${issued}, ${paid}, due ${due}`)
    case 'EN_RETARD':
      return reason(`${facture}: ${issued}, ${paid}, and it was due ${due}`)
    default:
      return reason(`${facture}: its rendezvous was cancelled; ${paid}`)
  }
}
