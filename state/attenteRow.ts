import type { Parent } from './decision.ts'

/** A rendezvous that waits for a parent. Key: attenteKey, so that those whose time is over are one range. */
export interface AttenteRow {
  readonly v: 1
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly demandeLe: number
  /** Event time after which it is rejected. */
  readonly jusqua: number
  readonly manque: readonly Parent[]
}
