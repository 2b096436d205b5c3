import type { PatientRow } from '../../state/patientRow.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import type { Outcome } from './play.ts'

const words = ['confirmation', 'annulation', 'rejet']

/** Where what a patient was notified of last is not how his rendezvous stands. Notifications of one patient are in one order. */
export function misinformed({ stores, published }: Outcome): readonly string[] {
  const last = new Map<string, string>()
  for (const { eventType, data } of published) {
    if (eventType !== 'notification.requested' || !words.includes(data.modele as string)) continue
    const { rendezVousId } = data.donnees as { rendezVousId: string }
    last.set(`${rendezVousId} ${data.destinataire}`, data.modele as string)
  }
  const patients = stores.patients as Readonly<Record<string, PatientRow>>
  const rows = Object.values(stores.rendezvous as Readonly<Record<string, RendezvousRow>>)
  return rows.flatMap(({ rendezVousId: id, statut, demandeLe, conclusion }) => {
    if (conclusion === null) return []
    // Who was so before it was asked for is somebody again.
    const isErased = (who: string) => patients[who]?.suppressions.some(time => time >= demandeLe!) ?? false
    const wrong: string[] = []
    const { patientId, accepteLe, dateRendezVous } = conclusion
    const told = last.get(`${id} ${patientId}`) ?? null
    const must = (is: boolean, what: string) => {
      if (!is) wrong.push(`${id} is ${statut}: ${patientId} was told of ${told} last, and should of ${what}`)
    }
    const isAhead = accepteLe !== null && (dateRendezVous === null || accepteLe < dateRendezVous)
    if (statut === 'REJETE') must(told === 'rejet', 'rejet')
    else if (statut === 'EN_ATTENTE') must(told !== 'confirmation' || isErased(patientId), 'no confirmation')
    else if (statut === 'ANNULE') {
      const { consultation, finLe } = conclusion
      const isOver = dateRendezVous !== null && finLe! >= dateRendezVous
      if ((consultation === null || !isOver) && !isErased(patientId))
        must(told !== 'confirmation', 'no confirmation')
    } else if (isAhead) must(told === 'confirmation', 'confirmation')
    for (const [key, modele] of last) {
      const [other, who] = key.split(' ')
      if (other === id && who !== patientId && modele === 'confirmation' && !isErased(who!))
        wrong.push(`${id} is no longer ${who}'s, who was told of ${modele} last`)
    }
    return wrong
  })
}
