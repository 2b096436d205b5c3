import { partitionsOf } from '../wire/partitionsOf.ts'
import { OutcomeNote } from './outcomeNote.ts'
import { offsetsTopic, type TakeOverOptions, takeOverId } from './takeOverId.ts'

/** Instances that look at the same time would take the id from each other: each waits for a time of its own, and looks again. */
const turns = 50
const turnMs = 100

export interface LeftBehindOptions extends Omit<TakeOverOptions, 'transactionalId' | 'input'> {
  /** Of this process. */
  readonly memberId: string
}

/**
 * Ends what members that are gone left open in the group's offsets, where Kafka holds it for ended: the brokers lost its markers
 * (docs/exactly-once.md), and its owner, whose disk may be gone too, does not come back to see it. All who read offsets would
 * wait for ever. What has not ended is Kafka's to end, when its time is over; a member sees to its own. Resolves to whether
 * there was something. Never throws: whoever waits asks again.
 */
export async function endLeftBehind(options: LeftBehindOptions): Promise<boolean> {
  const { time, memberId, logger } = options
  try {
    if ((await leftBehind(options)).length === 0) return false
    await time.sleep((hashOf(memberId) % turns) * turnMs)
    const ids = await leftBehind(options)
    for (const transactionalId of ids) {
      logger.warn(
        { transactionalId },
        'a member that is gone left a transaction without its markers; ending it',
      )
      await takeOverId({
        ...options,
        transactionalId,
        input: { isWhole: async () => null, hasConfirmed: () => false },
      })
    }
    return true
  } catch (error) {
    logger.warn({ error: String(error) }, 'what a member that is gone left open could not be ended now')
    return false
  }
}

/** The transactional ids. */
async function leftBehind({ kafka, applicationId, memberId }: LeftBehindOptions): Promise<readonly string[]> {
  const { topics } = await kafka.metadata([offsetsTopic])
  const open = await kafka.openTransactions(partitionsOf(topics.get(offsetsTopic)))
  const prefix = `${applicationId}-`
  const ids = (await kafka.transactionalIds([...new Set(open.map(({ producerId }) => producerId))])).filter(
    id => id.startsWith(prefix) && id !== `${prefix}${memberId}`,
  )
  if (ids.length === 0) return []
  const group = await kafka.describeStreamsGroup(applicationId)
  const living = new Set(group?.members.map(member => `${prefix}${member.memberId}`))
  const left: string[] = []
  for (const id of ids.filter(id => !living.has(id))) {
    const last = await new OutcomeNote(kafka, id).outcome(await kafka.transactionState(id))
    const isOver = last?.state === 'CompleteCommit' || last?.state === 'CompleteAbort'
    if (isOver && open.some(({ producerId }) => producerId === last.producerId)) left.push(id)
  }
  return left
}

function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0
  return hash
}
