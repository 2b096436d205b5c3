import type { Topology } from '../graph/topology.ts'
import type { Failure, FailureResponse } from '../processing/failure.ts'
import { GlobalRows } from '../processing/globalRows.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import type { Producer } from '../wire/kafka.ts'
import { carryTopologyOver } from './carryTopologyOver.ts'
import { channels } from './channels.ts'
import { Commits } from './commits.ts'
import type { Counters } from './counters.ts'
import { Fetcher } from './fetcher.ts'
import { GlobalTables } from './globalTables.ts'
import { groupTopology } from './groupTopology.ts'
import { internalTopics } from './internalTopics.ts'
import { MainLoop } from './mainLoop.ts'
import { Membership } from './membership.ts'
import { memoryShares, writeBufferBytes } from './memoryShares.ts'
import type { Settings } from './options.ts'
import { Purge } from './purge.ts'
import { Resources } from './resources.ts'
import { Signal } from './signal.ts'
import { StateDirectory } from './stateDirectory.ts'
import type { OpenState, StateHome } from './stateHome.ts'
import { takeOverId } from './takeOverId.ts'
import { TaskSet } from './taskSet.ts'
import { Topics } from './topics.ts'
import { Transaction } from './transaction.ts'

/** What a running instance is made of. */
export interface Parts {
  readonly state: OpenState
  readonly fetcher: Fetcher
  readonly globalTables: GlobalTables
  readonly membership: Membership
  readonly loop: MainLoop
  readonly resources: Resources
  readonly tasks: TaskSet
  readonly transaction: Transaction
}

/** The start order of exactly-once: lock the directory, end the dead one's transaction, then join. */
export async function assemble(
  topology: Topology,
  options: Settings,
  counters: Counters,
  became: (state: 'REBALANCING' | 'RUNNING' | 'RECOVERING') => void,
): Promise<Parts> {
  const { kafka, applicationId, logger, time } = options
  const state = await homeOf(options).open(applicationId, logger)
  const shares = memoryShares(options.memoryBytes)
  const rows = new RowMemory(shares.cached)
  const wake = new Signal(time)
  let fetcher: Fetcher | null = null
  const resources = new Resources({
    usage: state.usage,
    shares,
    rows,
    diskLowBytes: options.diskLowBytes,
    changed: () => {
      fetcher?.drained()
      wake.raise()
    },
    logger,
    time,
  })
  const isPaused = () => resources.paused !== null
  try {
    await resources.start()
    const { memberId, processId } = state.identity
    const wireTopology = groupTopology(topology, applicationId, options.replicationFactor)

    const topics = new Topics(kafka, time)
    const transactionalId = `${applicationId}-${memberId}`
    const takeOver = (previous?: Producer) =>
      takeOverId({ ...options, transactionalId, outputs: outputTopics(topology, options) }, previous)
    const producer = await takeOver()
    await carryTopologyOver(kafka, applicationId, wireTopology, logger, time)
    await setSessionTimeout(options)
    const transaction = new Transaction({ kafka, topics, producer, maxRecordBytes: options.maxRecordBytes })
    const globals = new GlobalRows(topology.globals.values())
    const globalTables = new GlobalTables(kafka, globals, logger, time)
    await globalTables.start(topics)
    let loop: MainLoop | null = null
    const failed = (error: Error) => loop!.fail(error)
    fetcher = new Fetcher({
      kafka,
      maxBytes: shares.fetched,
      isPaused,
      arrived: wake,
      onLostInput: options.onLostInput,
      logger,
      time,
      failed,
    })
    const tasks = new TaskSet({
      topology,
      fetcher,
      database: state.database,
      context: {
        settings: options,
        topics,
        writer: transaction,
        globals,
        rows,
        isPaused,
        onFailure: (failure, response) => told(failure, response, options, counters),
      },
      changed: () => wake.raise(),
      failed,
    })
    const membership = new Membership({
      kafka,
      groupId: applicationId,
      memberId,
      processId,
      topology: wireTopology,
      endpoint: options.endpoint,
      rebalanceTimeoutMs: options.rebalanceTimeoutMs,
      logger,
      time,
      assigned: target => {
        logger.info({ tasks: target.join(' '), epoch: membership.epoch }, 'tasks assigned')
        tasks.setTarget(target)
        wake.raise()
      },
      lost: () => loop!.lose(),
      failed,
    })
    const commits = new Commits({
      context: {
        kafka,
        applicationId,
        transaction,
        topics,
        rows,
        member: () => membership.member,
        time,
      },
      intervalMs: options.commitIntervalMs,
      counters,
      purge: new Purge(kafka, logger, time),
      wake,
    })
    loop = new MainLoop({
      settings: options,
      transactionalId,
      pendingBytes: shares.pending,
      isPaused,
      takeOver,
      tasks,
      transaction,
      membership,
      fetcher,
      wake,
      counters,
      commits,
      became,
    })
    return { globalTables, state, fetcher, membership, loop, resources, tasks, transaction }
  } catch (error) {
    await resources.close()
    await state.close()
    throw error
  }
}

/** Every topic that the application writes. */
const outputTopics = (
  topology: Topology,
  { applicationId, deadLetterTopic }: Settings,
): readonly string[] => [
  ...internalTopics(topology, applicationId),
  ...topology.subtopologies.flatMap(part =>
    part.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : [])),
  ),
  ...(deadLetterTopic ? [deadLetterTopic] : []),
]

const homeOf = ({ stateDir, memoryBytes }: Settings): StateHome =>
  typeof stateDir === 'string' ? new StateDirectory(stateDir, writeBufferBytes(memoryBytes)) : stateDir

/** A record was not processed as meant: counted, published, and logged with its place. */
function told(failure: Failure, response: FailureResponse, options: Settings, counters: Counters): void {
  const { applicationId, logger } = options
  counters.failed(failure, response)
  channels.failure.publish({ applicationId, failure, response })
  const { topic, partition, offset } = failure.record ?? { topic: null, partition: null, offset: null }
  const { stage, task, error } = failure
  logger.warn({ stage, response, topic, partition, offset, task, error: error.message }, 'a record failed')
}

async function setSessionTimeout({
  kafka,
  applicationId,
  sessionTimeoutMs,
  logger,
}: Settings): Promise<void> {
  try {
    await kafka.setGroupConfigs(applicationId, { 'streams.session.timeout.ms': String(sessionTimeoutMs) })
  } catch (error) {
    logger.info(
      { sessionTimeoutMs, why: (error as Error).message },
      'the brokers keep their own session timeout',
    )
  }
}
