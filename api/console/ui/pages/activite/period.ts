import { locale } from 'millrace/console/ui/format.ts'

/** `YYYY-MM`, a month by day; or `YYYY`, a year by month. */
export type Period = string

export const isYear = (period: Period): boolean => period.length === 4

export const isPeriod = (text: string): boolean => /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text)

/** The one so many before or after. */
export function shifted(period: Period, by: number): Period {
  if (isYear(period)) return String(Number(period) + by).padStart(4, '0')
  const at = new Date(`${period}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + by)
  return at.toISOString().slice(0, 7)
}

/** Its days, or its months, all of them. */
export function partsOf(period: Period): readonly string[] {
  if (isYear(period))
    return Array.from({ length: 12 }, (_, i) => `${period}-${String(i + 1).padStart(2, '0')}`)
  const [year, month] = period.split('-').map(Number)
  const days = new Date(Date.UTC(year!, month!, 0)).getUTCDate()
  return Array.from({ length: days }, (_, i) => `${period}-${String(i + 1).padStart(2, '0')}`)
}

/** `November 2026`, `Sun, 22 November 2026`, `2026`. */
export function nameOf(part: string): string {
  if (part.length === 4) return part
  const day = part.length === 10
  const form = new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    ...(day && { day: 'numeric', weekday: 'short' }),
  })
  return form.format(new Date(day ? part : `${part}-01`))
}

/** Below a plot: the day's number, the month's name in short. */
export function shortNameOf(part: string): string {
  if (part.length === 10) return String(Number(part.slice(8)))
  return new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', month: 'short' }).format(new Date(`${part}-01`))
}
