/** A page has no more. */
const most = 1_000
/** Of rows, of records of rows, of events within messages. */
const deepest = 8

/** The patients that an answer tells of, wherever in it. */
export function patientsOf(answer: unknown): readonly string[] {
  const ids = new Set<string>()
  const look = (part: unknown, depth: number) => {
    if (typeof part !== 'object' || part === null || depth > deepest || ids.size >= most) return
    if ('patientId' in part && typeof part.patientId === 'string') ids.add(part.patientId)
    for (const each of Object.values(part)) look(each, depth + 1)
  }
  look(answer, 0)
  return [...ids]
}
