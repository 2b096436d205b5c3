import { BadEvent } from './badEvent.ts'
import type { Zone } from './zone.ts'

/** `YYYY-MM-DD`, T, `HH:mm`, optional seconds and fraction, optional Z or ±HH:mm. */
const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i

/** Milliseconds since 1970 of an ISO 8601 text; without an offset it is local time of the zone. */
export function parseInstant(value: string, field: string, zone: Zone): number {
  const match = dateTime.exec(value)
  if (!match) throw new BadEvent('BAD_VALUE', `"${field}" is not an ISO 8601 date and time`)
  const [, year, month, day, hour, minute, second, fraction, offset] = match
  const local = utcOf(
    [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second ?? 0)],
    fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6),
    field,
  )
  if (offset === undefined) return zone.toInstant(local)
  if (offset.length === 1) return local
  const hours = Number(offset.slice(1, 3))
  const minutes = offset.length > 3 ? Number(offset.slice(-2)) : 0
  if (hours > 18 || minutes > 59) throw impossible(field)
  return local - (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Milliseconds of the array `[y, M, d, H, m, (s), (nanos)]` that Jackson writes for a LocalDateTime. */
export function instantOfArray(parts: readonly unknown[], field: string, zone: Zone): number {
  if (parts.length < 5 || parts.length > 7 || !parts.every(Number.isInteger)) {
    throw new BadEvent('WRONG_TYPE', `"${field}" must be an array [y, M, d, H, m, (s), (nanos)] of integers`)
  }
  const [year, month, day, hour, minute, second = 0, nanos = 0] = parts as number[]
  if (nanos < 0 || nanos > 999_999_999) throw impossible(field)
  const local = utcOf([year!, month!, day!, hour!, minute!, second], Math.trunc(nanos / 1_000_000), field)
  return zone.toInstant(local)
}

/** `YYYY-MM-DD` of an ISO date, of a date and time (its day as written), or of an array `[y, M, d, …]`. */
export function parseDay(value: string | readonly unknown[], field: string): string {
  if (typeof value === 'string') {
    const match = /^(\d{4})-(\d\d)-(\d\d)(?:T[\d:.,Z+-]*)?$/i.exec(value)
    if (!match) throw new BadEvent('BAD_VALUE', `"${field}" is not an ISO 8601 date`)
    utcOf([Number(match[1]), Number(match[2]), Number(match[3]), 0, 0, 0], 0, field)
    return value.slice(0, 10)
  }
  if (value.length < 3 || value.length > 7 || !value.every(Number.isInteger)) {
    throw new BadEvent('WRONG_TYPE', `"${field}" must be an array [y, M, d] of integers`)
  }
  const [year, month, day] = value as number[]
  return new Date(utcOf([year!, month!, day!, 0, 0, 0], 0, field)).toISOString().slice(0, 10)
}

type Parts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number]

function utcOf(parts: Parts, millis: number, field: string): number {
  const [year, month, day, hour, minute, second] = parts
  // Years below 100 would be taken for 19xx by Date.UTC; no event of a practice is from then.
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    throw impossible(field)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) throw impossible(field)
  return Date.UTC(year, month - 1, day, hour, minute, second, millis)
}

const daysIn = (year: number, month: number) =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : 30 + ((month + (month >> 3)) & 1)

const impossible = (field: string) => new BadEvent('BAD_VALUE', `"${field}" is a date that does not exist`)
