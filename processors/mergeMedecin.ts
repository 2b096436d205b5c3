import type { MedecinEvent } from '../events/event.ts'
import { type History, record } from '../state/history.ts'
import { applyFields, emptyLedger } from '../state/ledger.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { earliestTime, type Stamp } from '../state/stamp.ts'
import { known } from './known.ts'

/** A médecin after one more event; null when it was applied before. */
export function mergeMedecin(row: MedecinRow | undefined, event: MedecinEvent): MedecinRow | null {
  const { medecinId, ...fields } = event.data
  const next = applyFields(row ?? unknownMedecin(medecinId), event, known(fields))
  if (!next) return null
  const { historique } = next
  return {
    ...next,
    connuLe: event.type === 'medecin.created' ? earliestTime(next.connuLe, event.time) : next.connuLe,
    historique: {
      specialite: recorded(historique.specialite, event, fields.specialite),
      tarifCentimes: recorded(historique.tarifCentimes, event, fields.tarifCentimes),
      dureeConsultation: recorded(historique.dureeConsultation, event, fields.dureeConsultation),
    },
  }
}

/** Whether all that decisions hang on is as it was. */
export const decidesTheSame = (before: MedecinRow | undefined, after: MedecinRow): boolean =>
  before !== undefined &&
  before.connuLe === after.connuLe &&
  before.historique.specialite === after.historique.specialite &&
  before.historique.tarifCentimes === after.historique.tarifCentimes &&
  before.historique.dureeConsultation === after.historique.dureeConsultation

function recorded<T>(history: History<T>, stamp: Stamp, value: T | null): History<T> {
  return value === null ? history : record(history, stamp, value)
}

function unknownMedecin(medecinId: string): MedecinRow {
  return {
    v: 1,
    medecinId,
    nom: null,
    specialite: null,
    email: null,
    tarifCentimes: null,
    dureeConsultation: null,
    connuLe: null,
    historique: { specialite: [], tarifCentimes: [], dureeConsultation: [] },
    applied: emptyLedger,
  }
}
