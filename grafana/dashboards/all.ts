import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { broker } from './broker.ts'
import { instanceDashboard } from './instance.ts'
import { overview } from './overview.ts'
import { practice } from './practice.ts'
import { streams } from './streams.ts'

/** By the name of their file. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  overview,
  practice,
  streams,
  instance: instanceDashboard,
  broker,
}
