import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import { today } from '../../practice.ts'

/** What of the agenda is looked at, as the address says. */
export interface Where {
  readonly view: 'day' | 'week'
  /** `2026-11-22`; null: today, or when something is on next. */
  readonly day: string | null
  /** Whose week; null: the first one's. */
  readonly medecinId: string | null
}

export function whereNow(): Where {
  const { query } = route.value
  const day = query.get('day')
  return {
    view: query.get('view') === 'week' ? 'week' : 'day',
    day: day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null,
    medecinId: query.get('medecin'),
  }
}

export function look(at: Where): void {
  const { view, day, medecinId } = at
  goTo(
    pathTo('agenda', [], {
      view: view === 'week' ? view : null,
      day: day === today() ? null : day,
      medecin: medecinId,
    }),
  )
}
