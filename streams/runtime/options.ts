import type { Header } from '../graph/streamRecord.ts'
import type { FailureHandlers } from '../processing/failure.ts'
import type { Endpoint, Kafka } from '../wire/kafka.ts'
import type { Role } from './cutControl.ts'
import { type Logger, silent } from './logger.ts'
import { defaultMemoryBytes } from './memoryShares.ts'
import type { StateHome } from './stateHome.ts'
import { StreamsError } from './streamsError.ts'
import { systemTime, type Time } from './time.ts'

export interface KafkaStreamsOptions {
  /** Names the group, the internal topics and the transactional ids. Letters, digits, dot, dash, underscore. */
  readonly applicationId: string
  /** Where the state lives: one directory a process, created when missing; or another home for it. */
  readonly stateDir: string | StateHome
  /** The connection; it is the caller's to close. */
  readonly kafka: Kafka
  /** Where other instances reach this one's queries; told to them by the group protocol. Default: nowhere. */
  readonly endpoint?: Endpoint
  /** Time between commits, ms. Default 100. */
  readonly commitIntervalMs?: number
  /** How long an open transaction of a stopped process holds its readers, ms. Default 10,000. */
  readonly transactionTimeoutMs?: number
  /** After how long without heartbeat a member's tasks go to others, ms. Default 10,000; brokers allow less than 45,000 only by configuration. */
  readonly sessionTimeoutMs?: number
  /** How long a revoked task may take to be handed over, ms. Default 60,000. */
  readonly rebalanceTimeoutMs?: number
  /**
   * Memory for all that grows with the work, bytes: input fetched and results not yet committed (an eighth each), RocksDB,
   * and decoded rows, which get the rest. Beside it a busy process takes 400 to 600 MB (docs/limits.md). Default: a quarter of the memory that this
   * process may have, 64 to 512 MiB.
   */
  readonly memoryBytes?: number
  /**
   * Free bytes on the disk of the state directory below which intake pauses until there is room again. 0: never.
   * Default: a twentieth of the disk, 256 MiB to 2 GiB.
   */
  readonly diskLowBytes?: number
  /**
   * Instances that keep a copy of each store close behind the one that runs its task: they take over in the time that their
   * lag needs, and answer queries meanwhile. A setting of the group, which the brokers bound (2 by default). Default 0.
   */
  readonly standbys?: number
  /** State of tasks that this process has not had for so long is dropped, ms. Default 600,000. */
  readonly stateCleanupDelayMs?: number
  /** The largest record that is written, bytes. Default 900,000: below what brokers accept by default. */
  readonly maxRecordBytes?: number
  /** Records a task takes in one go. Default 500. */
  readonly chunkRecords?: number
  /**
   * Processing has the event loop for so long at a time, ms; then queries, heartbeats and Kafka's answers are seen to. Less:
   * queries wait less while there is much to process. Default 2.
   */
  readonly sliceMs?: number
  /** Replicas of internal topics. Default −1: the brokers' default. */
  readonly replicationFactor?: number
  /** What to do with records that fail, by stage. Default: stop. */
  readonly errors?: FailureHandlers
  /** Needed by handlers that answer `dead-letter`. */
  readonly deadLetterTopic?: string
  /** Input was deleted before it was read. `fail` (default) stops; `earliest` goes on with what is left. */
  readonly onLostInput?: 'fail' | 'earliest'
  /**
   * The losses by a changed topology that this start accepts: the name that TOPOLOGY_LOSES gave exactly these. Default: none.
   */
  readonly acceptTopologyLoss?: string
  /** How long a stop waits for the work under way and its last commit, ms; what is not committed then is done again. Default 15,000. */
  readonly stopTimeoutMs?: number
  /** Leave the group on stop, so that others take over at once. Default true; false where a restart follows. */
  readonly leaveOnStop?: boolean
  /**
   * Tells this instance all that it is to know by now of cuts and roles (`CutControl`). Awaited before a task that it was given opens,
   * and while a cut holds before records of repartition topics are processed: whoever had the task before, or wrote these records,
   * may have known more. Aborted when nobody waits any more.
   */
  readonly catchUp?: (signal: AbortSignal) => Promise<void>
  /**
   * Where outputs (sinks and dead letters) go: to their topics; to topics of their own beside them, which are created with as many
   * partitions (`shadow`); nowhere (`none`). Default `live`. Changes at a cut alone (docs/cuts.md).
   */
  readonly role?: Role
  /** Records of source topics that are taken a second at most, over all partitions of this instance. Default: no limit. */
  readonly intakePerSecond?: number
  /** Stands on every record that a sink writes, in any role. Default: none. */
  readonly runHeader?: { readonly key: string; readonly value: string }
  readonly logger?: Logger
  /** Default: the machine's. */
  readonly time?: Time
}

export type Settings = Required<
  Omit<
    KafkaStreamsOptions,
    'endpoint' | 'deadLetterTopic' | 'diskLowBytes' | 'acceptTopologyLoss' | 'intakePerSecond' | 'runHeader'
  >
> & {
  readonly intakePerSecond: number | null
  readonly runHeader: Header | null
  readonly diskLowBytes: number | null
  readonly endpoint: Endpoint | null
  readonly deadLetterTopic: string | null
  readonly acceptTopologyLoss: string | null
}

const MiB = 1024 * 1024

/** Fills in defaults and checks bounds. Throws StreamsError BAD_OPTIONS. */
export function settings(options: KafkaStreamsOptions): Settings {
  if (!/^[a-zA-Z0-9._-]{1,200}$/.test(options.applicationId)) {
    throw bad(
      'applicationId',
      `"${options.applicationId}" must be 1 to 200 letters, digits, dots, dashes or underscores`,
    )
  }
  const number = (name: keyof KafkaStreamsOptions, fallback: number, min: number, max: number): number => {
    const value = (options[name] as number | undefined) ?? fallback
    if (Number.isFinite(value) && value >= min && value <= max) return value
    throw bad(name, `${value} must lie between ${min} and ${max}`)
  }
  return {
    applicationId: options.applicationId,
    stateDir: options.stateDir,
    kafka: options.kafka,
    endpoint: options.endpoint ?? null,
    commitIntervalMs: number('commitIntervalMs', 100, 1, 600_000),
    transactionTimeoutMs: number('transactionTimeoutMs', 10_000, 1_000, 900_000),
    sessionTimeoutMs: number('sessionTimeoutMs', 10_000, 1_000, 3_600_000),
    rebalanceTimeoutMs: number('rebalanceTimeoutMs', 60_000, 1_000, 3_600_000),
    memoryBytes: number('memoryBytes', defaultMemoryBytes(), 64 * MiB, 2 ** 40),
    diskLowBytes: options.diskLowBytes === undefined ? null : number('diskLowBytes', 0, 0, 2 ** 50),
    standbys: number('standbys', 0, 0, 100),
    stateCleanupDelayMs: number('stateCleanupDelayMs', 600_000, 1_000, 2 ** 40),
    maxRecordBytes: number('maxRecordBytes', 900_000, 100, 2 ** 30),
    chunkRecords: number('chunkRecords', 500, 1, 100_000),
    sliceMs: number('sliceMs', 2, 1, 1_000),
    replicationFactor: number('replicationFactor', -1, -1, 1_000),
    errors: options.errors ?? {},
    deadLetterTopic: options.deadLetterTopic ?? null,
    onLostInput: options.onLostInput ?? 'fail',
    acceptTopologyLoss: options.acceptTopologyLoss ?? null,
    stopTimeoutMs: number('stopTimeoutMs', 15_000, 0, 3_600_000),
    leaveOnStop: options.leaveOnStop ?? true,
    catchUp: options.catchUp ?? (async () => {}),
    role: options.role ?? 'live',
    intakePerSecond: intakeLimit(options.intakePerSecond ?? null),
    runHeader: options.runHeader
      ? { key: options.runHeader.key, value: Buffer.from(options.runHeader.value) }
      : null,
    logger: options.logger ?? silent,
    time: options.time ?? systemTime,
  }
}

/** Throws StreamsError BAD_OPTIONS. */
export function intakeLimit(perSecond: number | null): number | null {
  if (perSecond === null || (perSecond >= 1 && perSecond <= 1_000_000_000)) return perSecond
  throw bad('intakePerSecond', `${perSecond} must lie between 1 and 1000000000`)
}

const bad = (name: string, why: string) => new StreamsError('BAD_OPTIONS', `Option ${name}: ${why}`)
