import type { Config } from '../config/readConfig.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import { outputOf } from './outputOf.ts'

/** What the configuration chooses of the dataflow. */
export const cabinetOptionsOf = (config: Config): CabinetOptions => ({
  applicationId: config.APPLICATION_ID,
  generation: config.GENERATION ?? 1,
  zone: config.ZONE,
  aliases: config.ALIASES,
  facturation: config.FACTURATION,
  delaiAttenteMs: config.WAIT_HOURS * 3_600_000,
  historiqueMs: config.HISTORY_DAYS * 86_400_000,
  delaiPaiementMs: config.PAYMENT_DAYS * 86_400_000,
  output: outputOf(config),
  montantParDefautCentimes: config.DEFAULT_TARIF,
})
