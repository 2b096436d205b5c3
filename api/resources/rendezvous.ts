import { Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import { idsDe } from '../../processors/derives.ts'
import { finDe } from '../../processors/finDe.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import { stores } from '../../topology/stores.ts'
import { when } from '../when.ts'
import {
  date,
  deQui,
  id,
  nullableAmount,
  nullableId,
  nullableInstant,
  nullableInteger,
  nullableText,
  statut,
} from './fields.ts'
import { somebodys } from './listIndex.ts'
import { resource } from './resource.ts'
import { rendezvousStatuts } from './statuts.ts'

export const rendezvous = resource({
  path: 'rendezvous',
  store: stores.rendezvous,
  singular: 'rendezvous',
  access: {
    list: { roles: ['secretariat'], medecin: 'his-rows', trail: 'read' },
    one: { roles: ['secretariat', 'interne'], medecin: 'his-rendezvous', trail: 'read' },
  },
  filters: {
    ...deQui,
    date,
    statut: { ...statut(...rendezvousStatuts), description: 'Only those that stand so' },
  },
  indexes: somebodys,
  schema: Type.Object({
    rendezVousId: id(),
    patientId: nullableId('Null while only its confirmation, cancellation or completion has come'),
    medecinId: nullableId(),
    dateRendezVous: nullableInstant(),
    dureeMinutes: nullableInteger('As decided; before that, as asked for'),
    motif: nullableText(),
    statut: statut(...rendezvousStatuts),
    manque: Type.Array(statut('PATIENT', 'MEDECIN'), { description: 'What it waits for' }),
    demandeLe: nullableInstant(),
    confirmeLe: nullableInstant(),
    rejeteLe: nullableInstant('As of when it is rejected'),
    finLe: nullableInstant('When it was cancelled or completed'),
    raison: nullableText(
      'Why it was cancelled; or rejected: PATIENT_INCONNU, MEDECIN_INCONNU, CRENEAU_OCCUPE, MEDECIN_INDISPONIBLE',
    ),
    montant: nullableAmount('Decimal; null until decided'),
    consultationId: nullableId(),
    factureId: nullableId(),
  }),
  show: (row: RendezvousRow) => {
    const { conclusion } = row
    const fin = finDe(row)
    const ids = idsDe(row.rendezVousId)
    return {
      rendezVousId: row.rendezVousId,
      patientId: row.patientId,
      medecinId: row.medecinId,
      dateRendezVous: when(row.dateRendezVous),
      dureeMinutes: conclusion?.dureeMinutes ?? row.dureeMinutes,
      motif: row.motif,
      statut: row.statut,
      manque: [...row.manque],
      demandeLe: when(row.demandeLe),
      confirmeLe: when(row.confirmeLe),
      rejeteLe: when(conclusion?.rejet?.time ?? null),
      finLe: when(fin?.time ?? null),
      raison: conclusion?.rejet?.raison ?? fin?.raison ?? null,
      montant: conclusion?.accepteLe == null ? null : toDecimal(conclusion.montantCentimes),
      consultationId: conclusion?.consultation == null ? null : ids.consultationId,
      factureId: conclusion?.facture == null ? null : ids.factureId,
    }
  },
})
