import { rangeOf } from '../../state/keys.ts'
import { stores } from '../../topology/stores.ts'
import { everyRow } from '../rows/everyRow.ts'
import { Freshness } from '../rows/freshness.ts'
import type { Rows } from '../rows/rows.ts'

const rowsOf = {
  'his-rendezvous': stores.rendezvous.name,
  'his-consultation': stores.consultations.name,
  'his-facture': stores.factures.name,
} as const

/** What is a médecin's, by the rows that are committed. */
export class OwnRows {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Whether the row of this id is of a rendezvous with him; not, where there is none. */
  async isHis(kind: keyof typeof rowsOf, medecinId: string, id: string): Promise<boolean> {
    const row = await this.#rows.get(rowsOf[kind], id, new Freshness())
    return row?.medecinId === medecinId
  }

  /** Whether the patient has, or had, a rendezvous with him: one that was only asked for, or refused, does not count. */
  async isHisPatient(medecinId: string, patientId: string): Promise<boolean> {
    const range = rangeOf(patientId)
    for await (const ligne of everyRow(this.#rows, stores.lignes.name, range, new Freshness())) {
      const { statut } = ligne
      if (ligne.medecinId === medecinId && statut !== 'EN_ATTENTE' && statut !== 'REJETE') return true
    }
    return false
  }
}
