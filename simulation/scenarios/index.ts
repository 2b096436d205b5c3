import { changedLog } from './changedLog.ts'
import { lateRequests } from './lateRequests.ts'
import { lateWrites } from './lateWrites.ts'
import { lostCommits } from './lostCommits.ts'
import { lostMemberships } from './lostMemberships.ts'
import type { Scenario } from './scenario.ts'
import { standbys } from './standbys.ts'

export const scenarios: readonly Scenario[] = [
  ...changedLog,
  ...lostCommits,
  ...lostMemberships,
  ...lateRequests,
  ...lateWrites,
  ...standbys,
]
