import type { Endpoint } from '../../../wire/kafka.ts'
import type { TargetAssignment } from './assignTasks.ts'

/** A member of a streams group as its coordinator keeps it. */
export interface GroupMemberState {
  readonly id: string
  processId: string
  endpoint: Endpoint | null
  tags: string
  rebalanceTimeoutMs: number
  epoch: number
  previousEpoch: number
  state: 'stable' | 'unrevoked' | 'unreleased'
  /** Active tasks with the epoch at which each was assigned. */
  active: Map<string, number>
  standby: Set<string>
  /** What it has to give up first. */
  revoking: { readonly active: ReadonlyMap<string, number>; readonly standby: ReadonlySet<string> }
  target: TargetAssignment
  lastSeen: number
  /** Counts revocations, for timers that come late. */
  revocation: number
}

export const nothingRevoked = { active: new Map<string, number>(), standby: new Set<string>() }
const noTasks: TargetAssignment = { active: new Set(), standby: new Set() }

export function newMember(id: string): GroupMemberState {
  return {
    id,
    processId: '',
    endpoint: null,
    tags: '',
    rebalanceTimeoutMs: 0,
    epoch: 0,
    previousEpoch: 0,
    state: 'stable',
    active: new Map(),
    standby: new Set(),
    revoking: nothingRevoked,
    target: noTasks,
    lastSeen: 0,
    revocation: 0,
  }
}
