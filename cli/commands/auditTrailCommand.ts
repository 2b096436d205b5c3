import type { TrailEntry } from '../../events/trailEntry.ts'
import { readTrail, type TrailFilter } from '../readTrail.ts'
import { withKafka } from './withKafka.ts'

export interface AuditTrailOptions extends TrailFilter {
  readonly json?: boolean
  /** The last so many. */
  readonly limit: number
}

/** `cabinet audit-trail`: who was answered what, in the order of time. */
export async function auditTrailCommand(options: AuditTrailOptions): Promise<number> {
  const { json = false, limit } = options
  const { lines, found } = await withKafka(json, ({ kafka }) => readTrail(kafka, options, limit))
  if (json) console.log(JSON.stringify({ found, lines }))
  else {
    for (const line of lines) console.log(show(line))
    console.log(`${lines.length} shown of ${found}`)
  }
  return 0
}

function show({
  time,
  who,
  roles,
  action,
  method,
  route,
  status,
  about,
  patients,
  eventId,
}: TrailEntry): string {
  const what = `${method} ${route}${about === null ? '' : ` (${about})`} ${status}`
  const whom = patients.length > 5 ? `${patients.length} patients` : patients.join(', ')
  return [time, action.padEnd(7), `${who} as ${roles.join('+')}`, what, whom, eventId ?? '']
    .join('  ')
    .trimEnd()
}
