/** A page has no more. */
const most = 1_000

/** The patients that an answer tells of: its own, and those of its lines. */
export function patientsOf(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return []
  const { items } = answer as { readonly items?: unknown }
  const rows = [answer, ...(Array.isArray(items) ? items : [])] as readonly { readonly patientId?: unknown }[]
  const ids = rows.flatMap(row => (typeof row?.patientId === 'string' ? [row.patientId] : []))
  return [...new Set(ids)].slice(0, most)
}
