import { type Upcasters, upcasters, versionOf } from '../upcasters.ts'
import { type DataSchema, dataSchema, eventTypes } from './dataSchema.ts'

/** A catalogue as others rely on it: version and data of each event, by type. */
export type Release = Readonly<Record<string, { readonly version: string; readonly data: DataSchema }>>

export const currentRelease = (): Release =>
  Object.fromEntries(eventTypes.map(type => [type, { version: versionOf(type), data: dataSchema(type) }]))

/**
 * What in a catalogue breaks those who rely on the released one, each with what to do. Records are kept for ever and the
 * services change one after the other: old records must be readable by the new schema, and new records by old readers. So an
 * optional field may be added, and everything else wants a new major version.
 */
export function breaches(released: Release, now: Release, steps: Upcasters = upcasters): readonly string[] {
  return Object.entries(released).flatMap(([type, before]) => {
    const after = now[type]
    if (!after)
      return [`${type} was removed, and others write or read its topic. Keep it in events/catalogue.ts.`]
    const changes = changesOf(before.data, after.data)
    if (changes.length === 0) return []
    const [major, was] = [majorOf(after.version), majorOf(before.version)]
    const next = `${Math.max(major, was + 1)}.0`
    const hasUpcaster = (steps as Readonly<Record<string, Upcasters[keyof Upcasters]>>)[type]?.some(
      ({ before }) => before === next,
    )
    if (major > was && hasUpcaster) return []
    const missing = [
      ...(major > was ? [] : [`its version to ${next}`]),
      ...(hasUpcaster ? [] : [`an upcaster { before: '${next}' } that makes the new data of the old`]),
    ].join(' and ')
    return changes.map(
      change => `${type}: ${change}. Take that back, or set ${missing} in events/upcasters.ts.`,
    )
  })
}

function changesOf(before: DataSchema, after: DataSchema): readonly string[] {
  const [key] = Object.keys(before.properties)
  const [newKey] = Object.keys(after.properties)
  const changes =
    key === newKey ? [] : [`its key was "${key}" and is "${newKey}", so its records go to other partitions`]
  for (const [name, field] of Object.entries(before.properties)) {
    const now = after.properties[name]
    const wasRequired = before.required.includes(name)
    if (!now) changes.push(`"${name}" was removed, and others read it`)
    else if (JSON.stringify(now) !== JSON.stringify(field))
      changes.push(`"${name}" was ${JSON.stringify(field)} and is ${JSON.stringify(now)}`)
    else if (after.required.includes(name) && !wasRequired)
      changes.push(`"${name}" is required now, and records lie there without it`)
    else if (wasRequired && !after.required.includes(name))
      changes.push(`"${name}" is required no more, and others count on it`)
  }
  for (const name of after.required)
    if (!(name in before.properties)) changes.push(`"${name}" is new and required, and nobody sends it yet`)
  return changes
}

const majorOf = (version: string) => Number(version.split('.', 1)[0])
