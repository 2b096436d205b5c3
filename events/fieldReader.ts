import { BadEvent } from './badEvent.ts'
import type { FieldKind } from './fields.ts'
import { instantOfArray, parseDay, parseInstant } from './isoDate.ts'
import { toCentimes } from './money.ts'
import type { Zone } from './zone.ts'

/** Reads one kind of field from parsed JSON; null and undefined never reach it. Throws {@link BadEvent}. */
export type FieldReader = (value: unknown, field: string, zone: Zone) => unknown

const maxIdLength = 255
/** Above it an amount is a mistake, and its centimes would leave the exact integers. */
const maxAmount = 1e12
/** A week: longer is a mistake (seconds, perhaps). */
const maxMinutes = 10_080

export const fieldReaders: Readonly<Record<FieldKind, FieldReader>> = {
  id: readId,
  reference: readId,
  text: (value, field) => (typeof value === 'string' ? value : wrongType(field, 'text', value)),
  day: (value, field) =>
    typeof value === 'string' || Array.isArray(value)
      ? parseDay(value, field)
      : wrongType(field, 'a date', value),
  instant: readInstant,
  money(value, field) {
    if (typeof value !== 'number') return wrongType(field, 'a number', value)
    if (value < 0 || value > maxAmount) throw new BadEvent('BAD_VALUE', `"${field}" is not a possible amount`)
    return toCentimes(value)
  },
  minutes(value, field) {
    if (typeof value !== 'number') return wrongType(field, 'a number', value)
    if (!Number.isInteger(value) || value < 1 || value > maxMinutes) {
      throw new BadEvent('BAD_VALUE', `"${field}" is not a possible number of minutes`)
    }
    return value
  },
  anything: value => value,
}

export function readInstant(value: unknown, field: string, zone: Zone): number {
  if (typeof value === 'string') return parseInstant(value, field, zone)
  if (Array.isArray(value)) return instantOfArray(value, field, zone)
  return wrongType(field, 'a date and time', value)
}

/** Ids become keys of records and rows: no control characters, nothing that UTF-8 cannot write, and not empty. */
export function readId(value: unknown, field: string): string {
  if (typeof value !== 'string') return wrongType(field, 'text', value)
  if (value === '') throw new BadEvent('MISSING_ID', `"${field}" is empty`)
  if (value.length > maxIdLength) throw new BadEvent('BAD_VALUE', `"${field}" is longer than ${maxIdLength}`)
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code < 32 || code === 127 || (code >= 0xd800 && code < 0xe000 && !value.isWellFormed())) {
      throw new BadEvent('BAD_VALUE', `"${field}" has characters that an id cannot have`)
    }
  }
  return value
}

export function wrongType(field: string, expected: string, value: unknown): never {
  throw new BadEvent('WRONG_TYPE', `"${field}" must be ${expected}, not ${nameOfType(value)}`)
}

export function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
