import type { Topology } from '../graph/topology.ts'
import type { NodeProbes } from '../operators/nodeProbes.ts'
import { GlobalRows } from '../processing/globalRows.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import type { Producer } from '../wire/kafka.ts'
import { carryTopologyOver } from './carryTopologyOver.ts'
import { ChangelogReader } from './changelogReader.ts'
import { channels } from './channels.ts'
import { Commits } from './commits.ts'
import { CommittedInput } from './committedInput.ts'
import type { Counters } from './counters.ts'
import { endLeftBehind } from './endLeftBehind.ts'
import { FailureLog } from './failureLog.ts'
import { Fetcher } from './fetcher.ts'
import { GlobalTables } from './globalTables.ts'
import { groupTopology } from './groupTopology.ts'
import { MainLoop } from './mainLoop.ts'
import { MarkerWatch } from './markerWatch.ts'
import { Membership } from './membership.ts'
import { memoryShares, writeBufferBytes } from './memoryShares.ts'
import { observeRecords } from './observeRecords.ts'
import type { Settings } from './options.ts'
import type { Orders } from './orders.ts'
import { Outputs } from './outputs.ts'
import { outputTopics } from './outputTopics.ts'
import { outwardTopics } from './outwardTopics.ts'
import { Purge } from './purge.ts'
import { Resources } from './resources.ts'
import { Restores } from './restores.ts'
import { RowScans } from './rowScans.ts'
import { Signal } from './signal.ts'
import { StateDirectory } from './stateDirectory.ts'
import type { OpenState, StateHome } from './stateHome.ts'
import { StoreSizes } from './storeSizes.ts'
import { takeOverId } from './takeOverId.ts'
import { TaskSet } from './taskSet.ts'
import type { Timeline } from './timeline.ts'
import { Topics } from './topics.ts'
import { Transaction } from './transaction.ts'

/** What a running instance is made of. */
export interface Parts {
  readonly failures: FailureLog
  readonly state: OpenState
  readonly fetcher: Fetcher
  readonly globalTables: GlobalTables
  readonly membership: Membership
  readonly loop: MainLoop
  readonly markers: MarkerWatch
  readonly readers: { readonly restoring: ChangelogReader; readonly following: ChangelogReader }
  readonly resources: Resources
  readonly restores: Restores
  readonly scans: RowScans
  readonly sizes: StoreSizes
  readonly tasks: TaskSet
  readonly transaction: Transaction
}

/** The start order of exactly-once: lock the directory, end the dead one's transaction, then join. */
export async function assemble(
  topology: Topology,
  options: Settings,
  told: {
    readonly counters: Counters
    readonly probes: NodeProbes
    readonly timeline: Timeline
    readonly orders: Orders
  },
  became: (state: 'REBALANCING' | 'RUNNING' | 'RECOVERING') => void,
): Promise<Parts> {
  const { kafka, applicationId, logger, time } = options
  const { counters, orders, timeline } = told
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
    changed: freeBytes => {
      timeline.add({ kind: isPaused() ? 'paused' : 'resumed', freeBytes })
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
    const writes = { ...options, outputs: outputTopics(topology, options) }
    const endOthers = () => endLeftBehind({ ...writes, memberId })
    const input = new CommittedInput({
      kafka,
      groupId: applicationId,
      logger,
      time,
      endLeftBehind: endOthers,
    })
    const takeOver = (previous?: Producer) => takeOverId({ ...writes, transactionalId, input }, previous)
    const producer = await takeOver()
    await carryTopologyOver(topology, { ...options, memberId, endLeftBehind: endOthers })
    await setGroupConfigs(options)
    const transaction = new Transaction({ kafka, topics, producer, maxRecordBytes: options.maxRecordBytes })
    const outputs = new Outputs({
      ...options,
      topics,
      outward: outwardTopics(topology, options.deadLetterTopic),
      writer: transaction,
    })
    await outputs.become(orders.role)
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
    const readerOf = (maxWaitMs: number) =>
      new ChangelogReader({ kafka, maxBytes: shares.changelogs / 2, maxWaitMs, isPaused, logger, time })
    const readers = { restoring: readerOf(50), following: readerOf(500) }
    const failures = new FailureLog(logger, time)
    const restores = new Restores({ applicationId, counters, timeline, logger, time })
    const tasks = new TaskSet({
      topology,
      fetcher,
      follower: readers.following,
      database: state.database,
      timeline,
      context: {
        settings: options,
        topics,
        input,
        writer: outputs,
        globals,
        probes: told.probes,
        rows,
        reader: readers.restoring,
        restores,
        observer: observeRecords(orders, time),
        onFailure: (failure, response) => {
          counters.failed(failure, response)
          channels.failure.publish({ applicationId, failure, response })
          failures.tell(failure, response)
        },
      },
      changed: () => wake.raise(),
      failed,
    })
    const markers = new MarkerWatch({
      kafka,
      transaction,
      time,
      lost: places => loop!.startOver(`the brokers lost the markers of a transaction in ${places.join(' ')}`),
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
        const { active, standby, warmup } = target
        logger.info(
          {
            tasks: active.join(' '),
            ...(standby.length > 0 && { standby: standby.join(' ') }),
            ...(warmup.length > 0 && { warmup: warmup.join(' ') }),
            epoch: membership.epoch,
          },
          'tasks assigned',
        )
        timeline.add({ kind: 'assigned', epoch: membership.epoch, active, standby, warmup })
        tasks.setTarget(target)
        wake.raise()
      },
      lost: () => {
        timeline.add({ kind: 'lost' })
        loop!.lose()
      },
      unanswered: () => markers.hasten(),
      failed,
    })
    const commits = new Commits({
      context: {
        kafka,
        applicationId,
        transaction,
        input,
        topics,
        rows,
        member: () => membership.member,
        time,
      },
      intervalMs: options.commitIntervalMs,
      counters,
      purge: new Purge(kafka, logger, time),
      wake,
      confirmedAt: () => membership.confirmedAt,
    })
    loop = new MainLoop({
      settings: options,
      transactionalId,
      pendingBytes: shares.pending,
      isPaused,
      orders,
      outputs,
      takeOver,
      tasks,
      transaction,
      membership,
      fetcher,
      wake,
      counters,
      timeline,
      commits,
      became,
    })
    orders.started(() => wake.raise())
    const scans = new RowScans({ tasks, logger, time })
    markers.start()
    scans.start()
    return {
      failures,
      globalTables,
      state,
      fetcher,
      membership,
      loop,
      markers,
      readers,
      resources,
      restores,
      scans,
      sizes: new StoreSizes(state.sizeOf ?? null, time),
      tasks,
      transaction,
    }
  } catch (error) {
    await resources.close()
    await state.close()
    throw error
  }
}

const homeOf = ({ stateDir, memoryBytes }: Settings): StateHome =>
  typeof stateDir === 'string' ? new StateDirectory(stateDir, writeBufferBytes(memoryBytes)) : stateDir

async function setGroupConfigs(options: Settings): Promise<void> {
  const { kafka, applicationId, sessionTimeoutMs, standbys, logger } = options
  // One by one: the brokers refuse all for the sake of one.
  for (const [name, value] of [
    ['streams.session.timeout.ms', sessionTimeoutMs],
    ['streams.num.standby.replicas', standbys],
  ] as const) {
    try {
      await kafka.setGroupConfigs(applicationId, { [name]: String(value) })
    } catch (error) {
      const refused = { [name]: value, why: (error as Error).message }
      if (name === 'streams.num.standby.replicas' && value > 0)
        logger.warn(refused, 'the brokers refuse so many standbys: the group keeps the number that it has')
      else logger.info(refused, 'the brokers keep their own setting')
    }
  }
}
