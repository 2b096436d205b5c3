/**
 * Keys of rows that are found by a range. Parts are joined by "|"; one inside an id is escaped, so that no id can reach
 * into another's range.
 */
const escaped = (part: string): string =>
  part.includes('|') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('|', '%7C') : part

/** A part of a key, as it was before it was escaped. */
export const partOfKey = (key: string, part: number): string =>
  (key.split('|', part + 1)[part] ?? '').replaceAll('%7C', '|').replaceAll('%25', '%')

/** The first part of a key of several, as it was given. */
export const firstPartOf = (key: string): string =>
  key.split('|', 1)[0]!.replaceAll('%7C', '|').replaceAll('%25', '%')

export const demandeKey = (parentId: string, rendezVousId: string): string =>
  `${escaped(parentId)}|${escaped(rendezVousId)}`

export const ligneKey = demandeKey

/** `day` and `hour` are local: `YYYY-MM-DD` and `HH:mm`. */
export const agendaKey = (medecinId: string, day: string, hour: string, rendezVousId: string): string =>
  `${escaped(medecinId)}|${day}|${hour}|${escaped(rendezVousId)}`

/** In the order of what is due; what is overdue apart, so that nobody looks at it again. */
export const impayeKey = (isOverdue: boolean, echeanceLe: number, rendezVousId: string): string =>
  `${isOverdue ? 'retard' : 'courant'}|${timeKey(echeanceLe)}|${escaped(rendezVousId)}`

export const rappelKey = (rappelLe: number, rendezVousId: string): string =>
  `${timeKey(rappelLe)}|${escaped(rendezVousId)}`

/** All that is due at a time or before it. */
export const dueBy = (time: number, ...parts: readonly string[]): KeyRange => {
  const prefix = parts.map(part => `${part}|`).join('')
  return { from: prefix, to: `${prefix}${timeKey(time)}}` }
}

/** ISO 8601 of one length, so that its order is that of time; what lies beyond counts as its end. */
const timeKey = (time: number): string => new Date(Math.min(Math.max(time, 0), lastTime)).toISOString()
const lastTime = Date.UTC(9999, 11, 31)

/** In the order in which waiting is over. */
export const attenteKey = rappelKey

/** `hour` counts from 1970. */
export const heureKey = (medecinId: string, hour: number): string =>
  `${escaped(medecinId)}|${new Date(hour * 3_600_000).toISOString().slice(0, 13)}`

/** Begins with its heureKey, so that an hour's, or a médecin's, are one range. */
export const refusKey = (heure: string, rendezVousId: string, rang: number): string =>
  `${heure}|${escaped(rendezVousId)}|${rang}`

/** `month` is `YYYY-MM`; null: the row for all of them. */
export const absencesKey = (medecinId: string, month: string | null): string =>
  month === null ? escaped(medecinId) : `${escaped(medecinId)}|${month}`

/** `day` is local, `YYYY-MM-DD`; its month is a part of its own. */
export const journeeKey = (medecinId: string, day: string): string =>
  `${escaped(medecinId)}|${day.slice(0, 7)}|${day.slice(8)}`

/** A médecin's days of a year. */
export const yearOf = (medecinId: string, year: string): KeyRange => ({
  from: `${escaped(medecinId)}|${year}-`,
  to: `${escaped(medecinId)}|${year}.`,
  partitionOf: `${escaped(medecinId)}|`,
})

export interface KeyRange {
  readonly from: string
  /** Not included. */
  readonly to: string
  /** A key whose partition has the whole range; undefined: any may have a part of it. */
  readonly partitionOf?: string
}

/** All rows whose key begins with these parts: a patient's lines, a médecin's demandes, a médecin's day. */
export function rangeOf(...parts: readonly string[]): KeyRange {
  const prefix = parts.map(escaped).join('|')
  // "}" is the character after "|".
  return { from: `${prefix}|`, to: `${prefix}}`, partitionOf: `${prefix}|` }
}
