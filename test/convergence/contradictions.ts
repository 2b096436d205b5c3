import type { ConsultationRow } from '../../state/consultationRow.ts'
import type { FactureRow } from '../../state/factureRow.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import { beliefs, believedRejected } from './believed.ts'
import type { Outcome, Published } from './play.ts'

const consultationSaid = {
  'consultation.created': 'CREEE',
  'consultation.completed': 'REALISEE',
  'consultation.cancelled': 'ANNULEE',
} as Readonly<Record<string, string>>

/** Where what was published tells something else than the stores. Empty: it tells the same. */
export function contradictions({ stores, published }: Outcome): readonly string[] {
  return [
    ...repeatedIds(published),
    ...consultations(stores.consultations as Readonly<Record<string, ConsultationRow>>, published),
    ...factures(stores.factures as Readonly<Record<string, FactureRow>>, published),
    ...rejections(stores.rendezvous as Readonly<Record<string, RendezvousRow>>, published),
  ]
}

/** A reminder alone may be told twice, under one id: see rappel.ts. */
function repeatedIds(published: readonly Published[]): readonly string[] {
  const seen = new Set<string>()
  return published.flatMap(({ eventId, eventType, data }) => {
    if (data.modele === 'rappel' || !seen.has(eventId)) {
      seen.add(eventId)
      return []
    }
    return [`${eventType} was published twice under the id ${eventId}`]
  })
}

function consultations(
  rows: Readonly<Record<string, ConsultationRow>>,
  published: readonly Published[],
): readonly string[] {
  const believed = beliefs(published, 'consultation')
  return ids(rows, believed).flatMap(id => {
    const [row, belief] = [rows[id], believed.get(id)]
    const said = belief ? consultationSaid[belief.last.eventType]! : 'ANNULEE'
    const is = row?.statut ?? 'ANNULEE'
    if (said !== is) return [`consultation of ${row?.rendezVousId ?? id} is ${is}, and said to be ${said}`]
    if (is === 'ANNULEE') return []
    const figures = [row!.patientId, row!.medecinId, row!.montantCentimes]
    const { patientId, medecinId, montant } = belief!.created.data
    const told = [patientId, medecinId, Math.round((montant as number) * 100)]
    return differ(`consultation of ${row!.rendezVousId}`, figures, told)
  })
}

function factures(
  rows: Readonly<Record<string, FactureRow>>,
  published: readonly Published[],
): readonly string[] {
  const believed = beliefs(published, 'facture')
  return ids(rows, believed).flatMap(id => {
    const [row, belief] = [rows[id], believed.get(id)]
    const said = (belief?.last.data.statut as string | undefined) ?? 'ANNULEE'
    const is = row?.statut ?? 'ANNULEE'
    if (said !== is) return [`facture of ${row?.rendezVousId ?? id} is ${is}, and said to be ${said}`]
    if (is === 'ANNULEE') return []
    const told = [belief!.created.data.patientId, Math.round((belief!.created.data.montant as number) * 100)]
    return differ(`facture of ${row!.rendezVousId}`, [row!.patientId, row!.montantCentimes], told)
  })
}

/** A rendezvous that was asked for anew after its rejection waits without a word of ours: only what is decided is compared. */
function rejections(
  rows: Readonly<Record<string, RendezvousRow>>,
  published: readonly Published[],
): readonly string[] {
  const believed = believedRejected(published)
  return Object.values(rows).flatMap(({ rendezVousId: id, statut, conclusion }) => {
    const said = believed.get(id) ?? null
    if (statut === 'REJETE' && said !== conclusion!.rejet!.raison)
      return [`${id} is rejected for ${conclusion!.rejet!.raison}, and said to be for ${said}`]
    if (conclusion?.accepteLe != null && said !== null) return [`${id} is ${statut}, and said to be rejected`]
    return []
  })
}

const ids = (rows: object, believed: ReadonlyMap<string, unknown>) => [
  ...new Set([...Object.keys(rows), ...believed.keys()]),
]

const differ = (what: string, is: readonly unknown[], told: readonly unknown[]) =>
  is.join() === told.join() ? [] : [`${what} is ${is.join()}, and said to be ${told.join()}`]
