/** A page has no more. */
const most = 1_000

/** The patients that an answer tells of: its own, and those of its lists. */
export function patientsOf(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return []
  const rows = [answer, ...Object.values(answer).filter(Array.isArray).flat()] as readonly ({
    readonly patientId?: unknown
  } | null)[]
  const ids = rows.flatMap(row => (typeof row?.patientId === 'string' ? [row.patientId] : []))
  return [...new Set(ids)].slice(0, most)
}
