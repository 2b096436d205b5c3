import type { MemberFacts } from './applicationFacts.ts'
import { membersOf } from './readFacts.ts'
import type { ResetContext } from './resetContext.ts'

const lookEveryMs = 200

/** Waits until the group has no members. Those that are left when the patience ends, or the signal comes; none: all are gone. */
export async function membersGone(context: ResetContext, groupId: string): Promise<readonly MemberFacts[]> {
  const { kafka, time, patienceMs, signal, progress } = context
  const deadline = time.elapsed() + patienceMs
  for (let told = -1; ; ) {
    const members = membersOf(await kafka.describeStreamsGroup(groupId))
    if (members.length === 0 || time.elapsed() > deadline || signal?.aborted) return members
    if (members.length !== told) progress('members', `waiting for ${members.length} member(s) to stop`)
    told = members.length
    await time.sleep(lookEveryMs)
  }
}
