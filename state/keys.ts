/**
 * Keys of rows that are found by a range. Parts are joined by "|"; one inside an id is escaped, so that no id can reach
 * into another's range.
 */
const escaped = (part: string): string =>
  part.includes('|') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('|', '%7C') : part

export const demandeKey = (parentId: string, rendezVousId: string): string =>
  `${escaped(parentId)}|${escaped(rendezVousId)}`

export const ligneKey = demandeKey

/** `day` and `hour` are local: `YYYY-MM-DD` and `HH:mm`. */
export const agendaKey = (medecinId: string, day: string, hour: string, rendezVousId: string): string =>
  `${escaped(medecinId)}|${day}|${hour}|${escaped(rendezVousId)}`

export interface KeyRange {
  readonly from: string
  /** Not included. */
  readonly to: string
}

/** All rows whose key begins with these parts: a patient's lines, a médecin's demandes, a médecin's day. */
export function rangeOf(...parts: readonly string[]): KeyRange {
  const prefix = parts.map(escaped).join('|')
  // "}" is the character after "|".
  return { from: `${prefix}|`, to: `${prefix}}` }
}
