import type { DecodedEvent } from '../events/decode.ts'

/** An event as it was written by somebody else, and how late it was when its record was. */
export interface Told {
  readonly event: DecodedEvent
  /** Milliseconds since 1970 of the record. */
  readonly recordTime: number
}

/** The rules that the cabinet was started with. */
export interface AuditRules {
  readonly facturation: 'creation' | 'realisation'
  readonly montantParDefautCentimes: number
  readonly delaiAttenteMs: number
  readonly delaiPaiementMs: number
  readonly zone: string
  /** Of the topics. */
  readonly partitions: number
}
