import type { Topology } from '../graph/topology.ts'
import type { Failure, FailureResponse } from '../processing/failure.ts'
import { GlobalRows } from '../processing/globalRows.ts'
import { carryTopologyOver } from './carryTopologyOver.ts'
import { channels } from './channels.ts'
import { Commits } from './commits.ts'
import type { Counters } from './counters.ts'
import { Fetcher } from './fetcher.ts'
import { GlobalTables } from './globalTables.ts'
import { groupTopology } from './groupTopology.ts'
import { MainLoop } from './mainLoop.ts'
import { Membership } from './membership.ts'
import type { Settings } from './options.ts'
import { Purge } from './purge.ts'
import { Signal } from './signal.ts'
import { StateDirectory } from './stateDirectory.ts'
import type { OpenState, StateHome } from './stateHome.ts'
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
  const state = await homeOf(options.stateDir).open(applicationId, logger)
  try {
    const { memberId, processId } = state.identity
    const wireTopology = groupTopology(topology, applicationId, options.replicationFactor)

    const topics = new Topics(kafka, time)
    const transactionalId = `${applicationId}-${memberId}`
    const producer = await kafka.initProducerId(transactionalId, options.transactionTimeoutMs)
    await carryTopologyOver(kafka, applicationId, wireTopology, logger, time)
    await setSessionTimeout(options)
    const transaction = new Transaction({ kafka, topics, producer, maxRecordBytes: options.maxRecordBytes })
    const globals = new GlobalRows(topology.globals.values())
    const globalTables = new GlobalTables(kafka, globals, logger, time)
    await globalTables.start(topics)
    const wake = new Signal(time)
    let loop: MainLoop | null = null
    const failed = (error: Error) => loop!.fail(error)
    const fetcher = new Fetcher({
      kafka,
      maxBytes: options.fetchBytes,
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
      tasks,
      transaction,
      membership,
      fetcher,
      wake,
      counters,
      commits,
      became,
    })
    return { globalTables, state, fetcher, membership, loop, tasks, transaction }
  } catch (error) {
    await state.close()
    throw error
  }
}

const homeOf = (place: string | StateHome): StateHome =>
  typeof place === 'string' ? new StateDirectory(place) : place

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
