import type { Kafka, OpenTransaction, Producer, TopicPartition, TransactionState } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import type { CommittedInput } from './committedInput.ts'
import type { Logger } from './logger.ts'
import { OutcomeNote } from './outcomeNote.ts'
import type { Time } from './time.ts'
import { remedyFor } from './wireTrouble.ts'

export const offsetsTopic = '__consumer_offsets'
/** How long a transaction that is decided may take to write its markers before InitProducerId waits for it instead, ms. */
const patienceMs = 5_000

export interface TakeOverOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  /** Every topic that this application writes. */
  readonly outputs: readonly string[]
  readonly input: Pick<CommittedInput, 'isWhole' | 'hasConfirmed'>
  readonly time: Time
  readonly logger: Logger
}

/**
 * InitProducerId: ends what is open under the transactional id, fences whoever had it. `previous` as there.
 *
 * And writes the markers that the brokers lost. A broker that stops or dies in the middle of commits can come back holding that
 * a transaction is complete while partitions lack its marker (Kafka 4.3.1, docs/exactly-once.md): their readers would wait
 * for ever. All transactions of one producer epoch were committed if the last was, since an instance that aborts takes a
 * new epoch. So where the last is complete and committed, an empty transaction of the new epoch that names those partitions is
 * committed: its markers end what was open there. Where the last was aborted, its markers have ended the one without
 * markers as well, in the partitions that both wrote to: that one is lost, and is aborted in the others too, unless its offsets
 * were committed. What of the aborted one itself is open, its markers lost as well, is aborted.
 *
 * What became of the last one is written down first where something is open: Kafka forgets it with the new epoch, and this may be
 * cut off, also by the end of the process.
 */
export async function takeOverId(options: TakeOverOptions, previous?: Producer): Promise<Producer> {
  const { kafka, transactionalId, transactionTimeoutMs } = options
  const note = new OutcomeNote(kafka, transactionalId)
  const last = await note.outcome(await decided(options))
  const isKnown = last !== null && last.state !== 'Empty'
  if (isKnown) {
    const places = await written(options)
    const [open] = await openOf(last, places, kafka)
    if (open) await note.write(last, places[0]!)
  }
  const producer = await kafka.initProducerId(transactionalId, transactionTimeoutMs, previous)
  try {
    if (isKnown && last.producerId === producer.producerId) await seeToMarkers(options, producer, last)
  } catch (error) {
    // Also where we stood still for longer than a transaction may take. The next InitProducerId tells which.
    if (remedyFor(error) === 'check-fence') return takeOverId(options, producer)
    throw error
  }
  await note.remove()
  return producer
}

async function seeToMarkers(
  options: TakeOverOptions,
  producer: Producer,
  last: TransactionState,
): Promise<void> {
  const wasCommitted = last.state === 'CompleteCommit'
  const open = await openOf(last, await written(options), options.kafka)
  const offsetsAreOpen = open.some(({ topic }) => topic === offsetsTopic)
  const isKept = wasCommitted || (!offsetsAreOpen && (await options.input.isWhole()) === true)
  const kept = isKept ? open.filter(each => wasCommitted || options.input.hasConfirmed(each)) : []
  await writeMarkers(
    options,
    producer,
    open.filter(each => !kept.includes(each)),
    false,
  )
  await writeMarkers(options, producer, kept, true)
}

/** What became of the last transaction, once its coordinator is done with it. */
async function decided({ kafka, transactionalId, time }: TakeOverOptions) {
  const deadline = time.elapsed() + patienceMs
  for (;;) {
    const state = await kafka.transactionState(transactionalId)
    if (!state?.state.startsWith('Prepare') || time.elapsed() > deadline) return state
    await time.sleep(20)
  }
}

/** What should have ended with the last one, or before it where that was aborted. */
async function openOf(
  last: TransactionState,
  places: readonly TopicPartition[],
  kafka: Kafka,
): Promise<readonly OpenTransaction[]> {
  const wasCommitted = last.state === 'CompleteCommit'
  return (await kafka.openTransactions(places)).filter(
    ({ producerId, producerEpoch }) =>
      producerId === last.producerId &&
      (wasCommitted ? producerEpoch === last.producerEpoch : producerEpoch <= last.producerEpoch),
  )
}

/** The partitions that exist of the topics that a transaction of ours can have written to. */
async function written({ kafka, outputs }: TakeOverOptions): Promise<readonly TopicPartition[]> {
  const { topics } = await kafka.metadata([...outputs, offsetsTopic])
  return [...topics.values()].flatMap(partitionsOf)
}

async function writeMarkers(
  { kafka, applicationId, logger }: TakeOverOptions,
  producer: Producer,
  open: readonly TopicPartition[],
  commit: boolean,
): Promise<void> {
  if (open.length === 0) return
  logger.warn(
    { partitions: open.map(({ topic, partition }) => `${topic}[${partition}]`).join(' ') },
    `the brokers lost markers of a transaction; it is ${commit ? 'committed' : 'aborted'} there`,
  )
  const outputs = open.filter(({ topic }) => topic !== offsetsTopic)
  if (outputs.length > 0) await kafka.addPartitionsToTxn(producer, outputs)
  if (outputs.length < open.length) await kafka.addOffsetsToTxn(producer, applicationId)
  await kafka.endTxn(producer, commit)
}
