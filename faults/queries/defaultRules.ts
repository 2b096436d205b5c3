import type { AuditRules } from '../../audit/told.ts'

/** The rules of a cabinet that is started with the defaults. */
export const defaultRules: AuditRules = {
  facturation: 'creation',
  montantParDefautCentimes: 20_000,
  delaiAttenteMs: 24 * 3_600_000,
  delaiPaiementMs: 30 * 86_400_000,
  zone: 'Africa/Casablanca',
  partitions: 3,
}
