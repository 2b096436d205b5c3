import type { History } from './history.ts'
import type { Ledger } from './ledger.ts'

/** A médecin, as the medecin.* events of all services tell together. Key: medecinId. */
export interface MedecinRow {
  readonly v: 1
  readonly medecinId: string
  readonly nom: string | null
  readonly specialite: string | null
  readonly email: string | null
  readonly tarifCentimes: number | null
  readonly dureeConsultation: number | null
  /** Event time of the earliest medecin.created; null while only an update has come: then the médecin is not known. */
  readonly connuLe: number | null
  /** What decisions need as it was at some time: a consultation keeps the tarif at which it was asked for. */
  readonly historique: {
    readonly specialite: History<string>
    readonly tarifCentimes: History<number>
    readonly dureeConsultation: History<number>
  }
  readonly applied: Ledger
}
