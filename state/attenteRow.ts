import type { Parent } from './decision.ts'

/** A rendezvous that waits for a parent. Key: rendezVousId. */
export interface AttenteRow {
  readonly v: 1
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly demandeLe: number
  readonly manque: readonly Parent[]
}
