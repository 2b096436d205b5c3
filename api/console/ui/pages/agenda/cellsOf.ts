import type { Creneau } from '../../rendezvous/rendezvous.ts'

/** A piece of a day, in minutes since midnight. */
export type Cell = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'taken'; readonly creneau: Creneau }
  | { readonly kind: 'away' }
  | { readonly kind: 'free' }
)

export interface Day {
  readonly taken: readonly { readonly from: number; readonly to: number; readonly creneau: Creneau }[]
  readonly away: readonly { readonly from: number; readonly to: number }[]
  /** The part of the day that is drawn. */
  readonly opens: number
  readonly closes: number
  /** Of a rendezvous to be booked. */
  readonly duration: number
  /** Nothing can be booked before. */
  readonly now: number
}

/** A day from top to bottom: what is taken and absences, and between them slots to be booked, as many as fit. */
export function cellsOf({ taken, away, opens, closes, duration, now }: Day): readonly Cell[] {
  const fixed: Cell[] = [
    ...taken.map(each => ({ ...each, kind: 'taken' as const })),
    ...away.map(({ from, to }) => ({
      kind: 'away' as const,
      from: Math.max(from, opens),
      to: Math.min(to, closes),
    })),
  ]
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from || a.to - b.to)
  const cells: Cell[] = []
  let at = opens
  const freeUntil = (end: number) => {
    for (; at + duration <= end; at += duration)
      if (at >= now) cells.push({ kind: 'free', from: at, to: at + duration })
  }
  for (const each of fixed) {
    freeUntil(each.from)
    cells.push(each)
    at = Math.max(at, each.to)
  }
  freeUntil(closes)
  return cells
}
