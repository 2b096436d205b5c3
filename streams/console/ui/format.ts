import { language } from './language.ts'

/** The practice's zone where the server named one (`<html data-zone>`), else the browser's. */
export const zone: string | undefined = document.documentElement.dataset.zone || undefined

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(
    `d${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(locale(), { ...options, ...(zone && { timeZone: zone }) }),
  )
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(`n${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale(), options))
}

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(name: string, make: () => T): T {
  const whole = `${language.value}${name}`
  let found = made.get(whole) as T | undefined
  if (!found) {
    found = make()
    made.set(whole, found)
  }
  return found
}

/** Follows the language of the page. */
export const locale = (): string => (language.value === 'fr' ? 'fr-FR' : 'en-GB')

type Moment = number | string

/** `14:05:09` */
export const clock = (at: Moment): string =>
  dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at))
/** `14:05` */
export const hour = (at: Moment): string => dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(at))
/** `22 Nov 2026` */
export const day = (at: Moment): string =>
  dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))
/** `Sunday 22 November 2026` */
export const longDay = (at: Moment): string =>
  dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at))
/** `Sun, 22 Nov` */
export const shortDay = (at: Moment): string =>
  dates({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at))
/** `22 Nov 2026, 14:05` */
export const moment = (at: Moment): string => `${day(at)}, ${hour(at)}`
/** `12,345.6` */
export const number = (value: number, digits = 0): string =>
  numbers({ maximumFractionDigits: digits }).format(value)
/** `12.3k`, for places where little fits. */
export const short = (value: number): string =>
  numbers({ notation: 'compact', maximumFractionDigits: value < 10 ? 1 : value < 1000 ? 0 : 1 }).format(value)
/** `37 %` of 0.37 */
export const percent = (share: number, digits = 0): string =>
  numbers({ style: 'percent', maximumFractionDigits: digits }).format(share)
/** `1.5 MB` */
export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return numbers({
    style: 'unit',
    unit: units[power]!,
    unitDisplay: power === 0 ? 'narrow' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(value / 1000 ** power)
}

const relative = new Map<string, Intl.RelativeTimeFormat>()

/** `3 min ago`, `in 2 h`. */
export function ago(at: Moment, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  let form = relative.get(locale())
  if (!form) {
    form = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' })
    relative.set(locale(), form)
  }
  const size = Math.abs(seconds)
  if (size < 60) return form.format(Math.round(seconds), 'second')
  if (size < 3600) return form.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return form.format(Math.round(seconds / 3600), 'hour')
  return form.format(Math.round(seconds / 86_400), 'day')
}
