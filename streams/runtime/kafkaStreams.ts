import type { Topology } from '../graph/topology.ts'
import { NodeProbes } from '../operators/nodeProbes.ts'
import type { RecentFailure } from '../operators/recentFailure.ts'
import type { RecentRecord } from '../operators/recentRecord.ts'
import type { InstanceEndpoint } from '../queries/instanceEndpoint.ts'
import { StoreView } from '../queries/storeView.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import { assemble, type Parts } from './assemble.ts'
import { channels } from './channels.ts'
import { Counters } from './counters.ts'
import type { CutControl, Role } from './cutControl.ts'
import type { CutSnapshot } from './cutSnapshot.ts'
import { CutSnapshots } from './cutSnapshots.ts'
import type { FlowFigures } from './flowFigures.ts'
import { flowOf } from './flowOf.ts'
import { IntakeRate } from './intakeRate.ts'
import { intakeLimit, type KafkaStreamsOptions, type Settings, settings } from './options.ts'
import { Orders } from './orders.ts'
import { checkMove, type State } from './state.ts'
import type { StreamsStatus } from './status.ts'
import { statusOf } from './statusOf.ts'
import type { StoreHash } from './storeHash.ts'
import { storeHashes } from './storeHashes.ts'
import type { StoreReplica } from './storeReplica.ts'
import { Timeline } from './timeline.ts'
import type { TimelineEvent } from './timelineEvent.ts'
import { Watches } from './watches.ts'
import { fatal } from './wireTrouble.ts'
import { within } from './within.ts'

/**
 * One instance of an application: one process, one member of the group, one transactional producer, one RocksDB.
 * Start more processes with the same application id (each with its own state directory) and they share the partitions.
 *
 * `start` resolves when the instance has joined; `state` then goes REBALANCING → RUNNING. What ends it later (a record no handler
 * forgave, another process with the same identity) rejects `done` and leaves it in ERROR; outages of Kafka do not end it.
 * An instance is started once. `stop` is idempotent, commits what is done (within `stopTimeoutMs`), and leaves the group; where
 * Kafka does not answer it ends some seconds later without.
 */
export class KafkaStreams implements CutControl {
  readonly topology: Topology
  readonly #settings: Settings
  readonly #counters = new Counters()
  readonly #probes: NodeProbes
  readonly #watches: Watches
  readonly #timeline: Timeline
  readonly #orders: Orders
  readonly #changed = new Set<(state: State) => void>()
  readonly #done: { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void }
  readonly #snapshots: CutSnapshots
  #state: State = 'CREATED'
  #parts: Parts | null = null
  #stopping: Promise<void> | null = null

  /** Throws StreamsError BAD_OPTIONS. */
  constructor(topology: Topology, options: KafkaStreamsOptions) {
    this.topology = topology
    this.#settings = settings(options)
    const { role, intakePerSecond, time } = this.#settings
    this.#probes = new NodeProbes(topology.nodes, time)
    this.#watches = new Watches(this.#probes, time)
    this.#timeline = new Timeline(time)
    this.#orders = new Orders(role, new IntakeRate(intakePerSecond, time))
    this.#snapshots = new CutSnapshots(
      topology.stores,
      () => ({ active: this.#active, standby: this.#standby }),
      this.#settings.time,
    )
    this.#done = Promise.withResolvers<void>()
    this.#done.promise.catch(() => {}) // whoever wants to know awaits it; nobody must
  }

  get state(): State {
    return this.#state
  }

  /** Resolves when the instance was stopped; rejects with what ended it otherwise. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  /** Calls back at every change of state; returns how to stop that. */
  onState(listener: (state: State) => void): () => void {
    this.#changed.add(listener)
    return () => this.#changed.delete(listener)
  }

  /** Resolves once the instance is in the state; rejects when it ends before. */
  async reached(state: State): Promise<void> {
    if (this.#state === state) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const forget = this.onState(now => {
      if (now === state) resolve()
      else if (now === 'ERROR') this.done.catch(reject)
      else if (now === 'STOPPED') reject(new Error(`The instance stopped before it was ${state}`))
    })
    await promise.finally(forget)
  }

  async start(): Promise<void> {
    this.#become('STARTING')
    try {
      const told = {
        counters: this.#counters,
        probes: this.#probes,
        timeline: this.#timeline,
        orders: this.#orders,
      }
      this.#parts = await assemble(this.topology, this.#settings, told, state => {
        if (this.#state !== 'STOPPING') this.#become(state)
      })
    } catch (error) {
      this.#become('ERROR')
      const reason = fatal(error)
      this.#done.reject(reason)
      throw reason
    }
    const { loop, membership } = this.#parts
    if (this.#stopping) {
      // Told to stop while it started: it has nothing to hand over and never joins.
      loop.stop()
    } else {
      this.#become('REBALANCING')
      membership.start()
    }
    loop.run().then(
      () => this.#end(null),
      error => this.#end(fatal(error)),
    )
  }

  /** Commits, closes and leaves (or, with `leave` false, stays a member for a restart to come). */
  async stop(options: { readonly leave?: boolean } = {}): Promise<void> {
    if (this.#state === 'ERROR' || this.#state === 'STOPPED') return
    if (this.#state === 'CREATED') {
      this.#become('STOPPED')
      this.#done.resolve()
      return
    }
    this.#stopping ??= this.#stop(options.leave ?? this.#settings.leaveOnStop)
    await this.#stopping
  }

  /** Committed rows of a store, as far as this instance has them, active or standby. Throws when the topology has no such store. */
  store<K, V>(name: string): StoreView<K, V> {
    const spec = this.topology.stores.get(name)
    if (!spec)
      throw new Error(
        `The topology has no store "${name}". It has: ${[...this.topology.stores.keys()].join(', ')}`,
      )
    return new StoreView<K, V>(
      spec as never,
      () => ({
        active: this.#active,
        standby: this.#parts?.tasks.replicas ?? [],
        ownedAt: this.#ownedAt(),
      }),
      () => this.#settings.time.now(),
    )
  }

  /** Where every partition of the application's topics is processed and where it has standbys, as the group last told; for routing queries. */
  endpoints(): readonly InstanceEndpoint[] {
    return (this.#parts?.membership.endpoints ?? []).map(
      ({ endpoint, activePartitions, standbyPartitions }) => ({
        endpoint,
        active: activePartitions,
        standby: standbyPartitions,
      }),
    )
  }

  status(): StreamsStatus {
    return statusOf({
      state: this.#state,
      applicationId: this.#settings.applicationId,
      membership: this.#parts?.membership ?? null,
      tasks: this.#parts?.tasks ?? null,
      counters: this.#counters,
      orders: this.#orders,
      memoryBytes: this.#settings.memoryBytes,
      resources: this.#parts?.resources ?? null,
      restores: this.#parts?.restores ?? null,
      readers: this.#parts ? Object.values(this.#parts.readers) : [],
      now: this.#settings.time.now(),
      fetchedBytes: this.#parts?.fetcher.bytes ?? 0,
      outputBytes: this.#parts?.transaction.bytes ?? 0,
    })
  }

  /** What passed through the topology here since the start, and what its stores hold. */
  flow(): FlowFigures {
    const [active, standby] = [this.#active, this.#standby]
    const onDisk = [...active, ...standby].filter(
      ({ name }) => this.topology.stores.get(name)!.engine === 'rocksdb',
    )
    return flowOf({
      now: this.#settings.time.now(),
      probes: this.#probes,
      counters: this.#counters,
      specs: this.topology.stores,
      active,
      standby,
      sizes: this.#parts?.sizes.of(onDisk) ?? new Map(),
    })
  }

  /** For the next 10 s what comes to the step is kept: 50 records a second at most, the newest 100. Throws when there is no such step. */
  watch(node: string): void {
    this.#watches.watch(node)
  }

  /** What was kept, oldest first; nothing once the watch is over. Throws when there is no such step. */
  recent(node: string): readonly RecentRecord[] {
    return [...(this.#probes.of(node).kept ?? [])]
  }

  /** The newest 20 failures of the step since the start, oldest first. Throws when there is no such step. */
  failures(node: string): readonly RecentFailure[] {
    return [...this.#probes.of(node).failures]
  }

  /** What happened to this instance since its start: the newest 1,000, oldest first. */
  timeline(): readonly TimelineEvent[] {
    return this.#timeline.events
  }

  /** The committed rows that this instance has, active or standby, as one hash a store partition. In the order of the topology's stores, then by partition. */
  hashes(): readonly StoreHash[] {
    return storeHashes(this.topology.stores, this.#active, this.#standby)
  }

  /**
   * The rows as they are now, kept under the id of a cut until they are closed, 10 minutes at most. Asked again with the same id it
   * resolves to the snapshot that is there.
   */
  cutSnapshot(cut: string): Promise<CutSnapshot> {
    return this.#snapshots.take(cut)
  }

  /** The snapshot that was taken under this id and is still kept; null: there is none. */
  keptSnapshot(cut: string): CutSnapshot | null {
    return this.#snapshots.get(cut)
  }

  get role(): Role {
    return this.#orders.role
  }

  /** Records of source topics that are taken a second at most; null: no limit. Throws StreamsError BAD_OPTIONS. */
  get intakePerSecond(): number | null {
    return this.#orders.rate.perSecond
  }

  set intakePerSecond(perSecond: number | null) {
    this.#orders.rate.perSecond = intakeLimit(perSecond)
  }

  hold(cut: string): void {
    this.#order(() => this.#orders.hold(cut))
  }

  runTo(cut: string, positions: ReadonlyMap<string, number>): void {
    this.#order(() => this.#orders.runTo(cut, positions))
  }

  release(): void {
    this.#order(() => this.#orders.release())
  }

  become(role: Role): void {
    this.#order(() => this.#orders.become(role))
  }

  #order(give: () => void): void {
    const { cut, role } = this.#orders
    give()
    const now = this.#orders
    if (now.cut?.id !== cut?.id || now.cut?.phase !== cut?.phase)
      this.#timeline.add({ kind: 'cut', cut: now.cut?.id ?? null, phase: now.cut?.phase ?? null })
    if (now.role !== role) this.#timeline.add({ kind: 'role', role: now.role })
  }

  get #active(): readonly TaskStore[] {
    return this.#parts?.tasks.running.flatMap(task => task.processor.stores) ?? []
  }

  get #standby(): readonly StoreReplica[] {
    return this.#parts?.tasks.standbys.flatMap(({ replicas }) => replicas) ?? []
  }

  /** Once its session may be over, others may have its tasks, though it was not told; null: they cannot. */
  #ownedAt(): number | null {
    const { time, sessionTimeoutMs } = this.#settings
    const confirmedAt = this.#parts?.membership.confirmedAt ?? 0
    return confirmedAt > 0 && time.now() - confirmedAt > sessionTimeoutMs ? confirmedAt : null
  }

  #leave = true
  #ending = false

  async #stop(leave: boolean): Promise<void> {
    const { time, stopTimeoutMs, logger } = this.#settings
    this.#leave = leave
    this.#become('STOPPING')
    this.#parts?.loop.stop()
    const cancel = time.after(stopTimeoutMs, () => {
      if (!this.#parts || this.#ending) return
      logger.warn({ stopTimeoutMs }, 'work under way did not end in time; a restart does it again')
      void this.#end(null)
    })
    await this.#done.promise.catch(() => {})
    cancel()
  }

  async #end(error: Error | null): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    const {
      failures,
      fetcher,
      globalTables,
      markers,
      membership,
      readers,
      resources,
      scans,
      tasks,
      transaction,
      state,
    } = this.#parts!
    const { kafka, logger, time } = this.#settings
    markers.close()
    const patiently = (work: Promise<unknown>) => within(time, closePatienceMs, work)
    if (error) {
      logger.error(
        { error: error.message, code: 'code' in error ? error.code : undefined },
        'the instance ends',
      )
    } else this.#become('STOPPING')
    // Also after a stop whose last commit failed: left open, it would hold its readers until it times out.
    if (!transaction.isEmpty) await patiently(kafka.endTxn(transaction.producer, false).catch(() => {}))
    const beside = [fetcher, globalTables, resources, readers.restoring, readers.following, scans]
    await patiently(Promise.all(beside.map(part => part.close())))
    await patiently(tasks.closeAll())
    this.#snapshots.close()
    this.#watches.close()
    failures.close()
    // Who was fenced has its member id no more: a leave would take the other one out of the group.
    const isFenced = error !== null && 'code' in error && error.code === 'FENCED'
    await membership.stop(!isFenced && (error !== null || this.#leave))
    await state
      .close()
      .catch(reason => logger.warn({ error: String(reason) }, 'the state did not close in order'))
    this.#become(error ? 'ERROR' : 'STOPPED')
    if (error) this.#done.reject(error)
    else this.#done.resolve()
  }

  #become(state: State): void {
    if (state === this.#state) return
    checkMove(this.#state, state)
    const from = this.#state
    this.#state = state
    this.#settings.logger.info({ from, to: state }, 'state')
    this.#timeline.add({ kind: 'state', from, to: state })
    channels.state.publish({ applicationId: this.#settings.applicationId, from, to: state })
    for (const listener of this.#changed) listener(state)
  }
}

/** How long each part may take to close when Kafka does not answer, ms. */
const closePatienceMs = 3_000
