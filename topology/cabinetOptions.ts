import type { Aliases } from '../events/aliases.ts'
import type { OutputOptions } from '../events/outputWriter.ts'
import type { Facturation } from '../processors/etatFacture.ts'

/** What an installation may choose. Changing one of them on existing data changes decisions: reprocess. */
export interface CabinetOptions {
  /** Names the application in the `origin` header, in every generation the same: outputs of none of them are inputs of another. Default `cabinet`. */
  readonly applicationId?: string
  /** Which one this is, for the `origin` header. Default 1. */
  readonly generation?: number
  /** The practice's time zone. Default Africa/Casablanca. */
  readonly zone?: string
  /** Topics of other names to read as well, such as `englishAliases`. Default none. They must exist, with as many partitions. */
  readonly aliases?: Aliases
  /** For whoever reads what we publish. Default: the envelope, without a header of its type. */
  readonly output?: OutputOptions
  /** Default `creation`. */
  readonly facturation?: Facturation
  /** How long after its issue an invoice may stay unpaid, milliseconds of event time. Default 30 days. */
  readonly delaiPaiementMs?: number
  /** Default 20000. */
  readonly montantParDefautCentimes?: number
  /** Default 30. */
  readonly dureeParDefautMinutes?: number
  /** How far back the agenda can be asked for as it was, ms of event time; 0: not at all. Default 30 days. */
  readonly historiqueMs?: number
  /** How long a rendezvous waits for a late patient or médecin, ms of event time. Default a day. */
  readonly delaiAttenteMs?: number
}
