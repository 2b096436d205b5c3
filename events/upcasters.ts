import type { EventType } from './catalogue.ts'

/** Data of an event as it was parsed, of whatever version. */
export type RawData = Readonly<Record<string, unknown>>

/** Brings data written before a version to that version's shape. */
export interface Upcaster {
  /** "major.minor": data of an earlier version goes through. */
  readonly before: string
  upcast(data: RawData): RawData
}

/** In ascending order of `before`. */
export type Upcasters = Readonly<Partial<Record<EventType, readonly Upcaster[]>>>

/** Versions other than 1.0, by event type. */
const versions: Readonly<Partial<Record<EventType, string>>> = {}

/** The version that we write, and that is assumed of records that do not say (the flat ones never do). */
export const versionOf = (type: EventType): string => versions[type] ?? '1.0'

/** None yet: 1.0 is the first version. A field renamed or retyped gets its entry here, its version above, and its test. */
export const upcasters: Upcasters = {}

/**
 * Data of a later version passes as it is: later versions keep earlier fields (that is the agreement between the
 * services), and fields that we do not know are dropped.
 */
export function upcast(steps: readonly Upcaster[], version: string, data: RawData): RawData {
  let current = data
  for (const step of steps) if (isBefore(version, step.before)) current = step.upcast(current)
  return current
}

function isBefore(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}
