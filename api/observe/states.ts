import type { State } from 'millrace'

export const states: readonly State[] = [
  'CREATED',
  'STARTING',
  'REBALANCING',
  'RUNNING',
  'RECOVERING',
  'STOPPING',
  'STOPPED',
  'ERROR',
]
