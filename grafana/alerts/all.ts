import type { Alert } from './alert.ts'
import { brokerAlerts } from './broker.ts'
import { cabinetAlerts } from './cabinet.ts'
import { instanceAlerts } from './instances.ts'
import { streamsAlerts } from './streams.ts'

const watchdog: Alert = {
  name: 'Watchdog',
  severity: 'none',
  expr: 'vector(1)',
  signals: ['vector(1)'],
  for: '0m',
  summary: 'Always fires: whoever is told of alerts and is not told of this one is told of none.',
  runbook: 'watchdog',
}

/** By group. */
export const alerts: Readonly<Record<string, readonly Alert[]>> = {
  instances: instanceAlerts,
  streams: streamsAlerts,
  cabinet: cabinetAlerts,
  broker: brokerAlerts,
  watchdog: [watchdog],
}
