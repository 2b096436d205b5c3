/** Fields that name people, or have words about them. */
const personal = new Set(['nom', 'prenom', 'email', 'telephone', 'dateNaissance', 'motif', 'raison'])
/** Reasons of ours are codes, not words. */
const code = /^[A-Z][A-Z_]*$/
const instant = /^(?:time|debut|fin|jusqua|dateRendezVous|dateConsultation|attendJusqua|suppressions)$|Le$/
/** What rows keep to be right, not to be read. */
const mechanics = new Set(['v', 'nombre', 'applied', 'mois', 'eventId'])

/** A value of a row as people read it: instants in ISO 8601, and, unless asked for, no names. */
export function shown(field: string, value: unknown, withPersonal: boolean): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map(each => shown(field, each, withPersonal))
  if (typeof value === 'object') return shownRow(value, withPersonal)
  if (!withPersonal && personal.has(field) && !(typeof value === 'string' && code.test(value))) return '…'
  if (typeof value === 'number' && instant.test(field)) return new Date(value).toISOString()
  return value
}

export const shownRow = (row: object, withPersonal: boolean): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([field]) => !mechanics.has(field))
      .map(([field, value]) => [field, shown(field, value, withPersonal)]),
  )
