import type { Logger } from 'pino'
import type { Publisher } from '../api/commands/publisher.ts'
import { Trail } from '../api/trail/trail.ts'
import type { Config } from '../config/readConfig.ts'
import { isAsked } from './accessOf.ts'

/** The audit trail, as it is configured; null: off. */
export function trailOf(config: Config, publisher: Publisher, log: Logger): Trail | null {
  const kind = config.AUDIT_TRAIL ?? (isAsked(config) ? 'on' : 'off')
  if (kind === 'off') return null
  return new Trail({
    publish: records => publisher.publish(records),
    limit: config.AUDIT_TRAIL_LINES,
    isRequired: kind === 'required',
    log,
  })
}
