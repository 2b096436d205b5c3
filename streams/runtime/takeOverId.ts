import type { Kafka, Producer, TopicPartition } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'

const offsetsTopic = '__consumer_offsets'
/** How long a transaction that is decided may take to write its markers before InitProducerId waits for it instead, ms. */
const patienceMs = 5_000

export interface TakeOverOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  /** Every topic that this application writes. */
  readonly outputs: readonly string[]
  readonly time: Time
  readonly logger: Logger
}

/**
 * InitProducerId: ends what is open under the transactional id, fences whoever had it. `previous` as there.
 *
 * And writes the markers that the brokers lost. A broker that dies in the middle of commits can come back holding that the
 * transaction is complete while partitions lack its marker (seen with Kafka 4.3.1): their readers would wait for ever. The
 * outcome is known: all transactions of one producer epoch were committed if the last was, since an instance that aborts
 * takes a new epoch. So where the last is complete and committed, and partitions still hold it open, an empty transaction of the
 * new epoch that names those partitions is committed: its markers end what was open there.
 */
export async function takeOverId(options: TakeOverOptions, previous?: Producer): Promise<Producer> {
  const { kafka, transactionalId, transactionTimeoutMs } = options
  const last = await decided(options)
  const producer = await kafka.initProducerId(transactionalId, transactionTimeoutMs, previous)
  if (last?.state !== 'CompleteCommit' || last.producerId !== producer.producerId) return producer
  const open = (await kafka.openTransactions(await written(options))).filter(
    each => each.producerId === last.producerId && each.producerEpoch === last.producerEpoch,
  )
  if (open.length > 0) await writeMarkers(options, producer, open)
  return producer
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

/** The partitions that exist of the topics that a transaction of ours can have written to. */
async function written({ kafka, outputs }: TakeOverOptions): Promise<readonly TopicPartition[]> {
  const { topics } = await kafka.metadata([...outputs, offsetsTopic])
  return [...topics.values()].flatMap(({ name, leaders }) =>
    leaders.map((_, partition) => ({ topic: name, partition })),
  )
}

async function writeMarkers(
  { kafka, applicationId, logger }: TakeOverOptions,
  producer: Producer,
  open: readonly TopicPartition[],
): Promise<void> {
  logger.warn(
    { partitions: open.map(({ topic, partition }) => `${topic}[${partition}]`).join(' ') },
    'the brokers lost markers of a committed transaction; writing them again',
  )
  const outputs = open.filter(({ topic }) => topic !== offsetsTopic)
  if (outputs.length > 0) await kafka.addPartitionsToTxn(producer, outputs)
  if (outputs.length < open.length) await kafka.addOffsetsToTxn(producer, applicationId)
  await kafka.endTxn(producer, true)
}
