import { type GroupMemberState, nothingRevoked } from './groupMember.ts'

export interface Owned {
  readonly active: ReadonlySet<string>
  readonly standby: ReadonlySet<string>
}

/**
 * One step of a member towards its target (Kafka's CurrentAssignmentBuilder): first it gives up, then it gets, and an active
 * task only once nobody else has it.
 */
export function reconcile(
  member: GroupMemberState,
  owned: Owned | null,
  targetEpoch: number,
  others: readonly GroupMemberState[],
): void {
  switch (member.state) {
    case 'stable':
      if (member.epoch !== targetEpoch) advance(member, owned, member.epoch, targetEpoch, others)
      return
    case 'unrevoked': {
      const { revoking } = member
      if (owned === null) return
      if ([...revoking.active.keys()].some(task => owned.active.has(task))) return
      if ([...revoking.standby].some(task => owned.standby.has(task))) return
      advance(member, owned, member.epoch + 1, targetEpoch, others)
      return
    }
    case 'unreleased':
      advance(member, owned, member.epoch, targetEpoch, others)
  }
}

function advance(
  member: GroupMemberState,
  owned: Owned | null,
  epoch: number,
  targetEpoch: number,
  others: readonly GroupMemberState[],
): void {
  const { target } = member
  const active = new Map([...member.active].filter(([task]) => target.active.has(task)))
  const standby = new Set([...member.standby].filter(task => target.standby.has(task)))
  const revokedActive = new Map([...member.active].filter(([task]) => !target.active.has(task)))
  const revokedStandby = new Set([...member.standby].filter(task => !target.standby.has(task)))
  const mustRevoke =
    [...revokedActive.keys()].some(task => owned === null || owned.active.has(task)) ||
    [...revokedStandby].some(task => owned === null || owned.standby.has(task))

  const holders = [member, ...others]
  const heldActive = (by: GroupMemberState, task: string) =>
    by.active.has(task) || by.revoking.active.has(task)
  const heldStandby = (by: GroupMemberState, task: string) =>
    by.standby.has(task) || by.revoking.standby.has(task)
  const sameProcess = holders.filter(holder => holder.processId === member.processId)
  const isFree = (task: string) =>
    !holders.some(holder => heldActive(holder, task)) &&
    !sameProcess.some(holder => heldStandby(holder, task))
  const isFreeHere = (task: string) =>
    !sameProcess.some(holder => heldActive(holder, task) || heldStandby(holder, task))
  const wantedActive = [...target.active].filter(task => !active.has(task))
  const wantedStandby = [...target.standby].filter(task => !standby.has(task))
  const freeActive = wantedActive.filter(isFree)
  const freeStandby = wantedStandby.filter(isFreeHere)
  const waits = freeActive.length < wantedActive.length || freeStandby.length < wantedStandby.length

  if (mustRevoke) {
    member.revoking = { active: revokedActive, standby: revokedStandby }
    become(member, 'unrevoked', epoch)
    member.revocation++
  } else {
    for (const task of freeActive) active.set(task, targetEpoch)
    for (const task of freeStandby) standby.add(task)
    member.revoking = nothingRevoked
    become(member, waits ? 'unreleased' : 'stable', targetEpoch)
  }
  member.active = active
  member.standby = standby
}

function become(member: GroupMemberState, state: GroupMemberState['state'], epoch: number): void {
  member.state = state
  member.previousEpoch = member.epoch
  member.epoch = epoch
}
