import type { ChangelogReader } from './changelogReader.ts'
import type { Counters } from './counters.ts'
import type { Membership } from './membership.ts'
import { memoryShares } from './memoryShares.ts'
import type { Orders } from './orders.ts'
import type { Resources } from './resources.ts'
import type { Restores } from './restores.ts'
import type { State } from './state.ts'
import type { StreamsStatus } from './status.ts'
import type { TaskSet } from './taskSet.ts'

export function statusOf(parts: {
  readonly state: State
  readonly applicationId: string
  readonly membership: Membership | null
  readonly tasks: TaskSet | null
  readonly counters: Counters
  readonly orders: Orders
  readonly memoryBytes: number
  readonly resources: Resources | null
  readonly restores: Restores | null
  readonly readers: readonly ChangelogReader[]
  readonly now: number
  readonly fetchedBytes: number
  readonly outputBytes: number
}): StreamsStatus {
  const { counters, membership, resources } = parts
  const shares = memoryShares(parts.memoryBytes)
  const running = parts.tasks?.running ?? []
  const stores = running.flatMap(task => task.processor.stores)
  return {
    state: parts.state,
    applicationId: parts.applicationId,
    role: parts.orders.role,
    cut: parts.orders.cut === null ? null : { id: parts.orders.cut.id, phase: parts.orders.cut.phase },
    intakePerSecond: parts.orders.rate.perSecond,
    memberId: membership?.member.memberId ?? '',
    memberEpoch: membership?.epoch ?? 0,
    tasks: running.map(task => ({
      id: task.id,
      processed: task.processed,
      cut: task.cut.tag,
      streamTime: task.processor.clock.streamTime,
      inputs: task.queues.map(queue => ({
        topic: queue.topic,
        partition: queue.partition,
        position: queue.position,
        end: Number.isFinite(queue.endOffset) ? queue.endOffset : queue.position,
        lag: queue.lag,
      })),
      stores: task.processor.stores.map(store => ({
        name: store.name,
        cachedRows: store.cache.size,
        uncommittedRows: store.pending.size + store.sealed.size,
      })),
    })),
    restoring: parts.restores?.progress ?? [],
    restoreTotal: parts.restores?.total ?? null,
    standbys: (parts.tasks?.standbys ?? []).map(({ id, replicas }) => ({
      id,
      role: parts.tasks?.target.warmup.includes(id) ? 'warm-up' : 'standby',
      stores: replicas.map(({ name, partition, position, end, currentAt }) => ({
        name,
        partition,
        position,
        end,
        lag: Math.max(0, end - position),
        behindMs: currentAt === null ? null : Math.max(0, parts.now - currentAt),
      })),
    })),
    totals: {
      processed: counters.processed,
      commits: counters.commits,
      recoveries: counters.recoveries,
      aborts: counters.aborts,
      reads: resources?.usage?.reads ?? 0,
      restored: { ...counters.restored },
      consumed: counters.consumed.by('records'),
      produced: counters.produced.by('records'),
      consumedBytes: counters.consumed.by('bytes'),
      producedBytes: counters.produced.by('bytes'),
      cache: resources?.lookups ?? { hits: 0, misses: 0 },
      failures: Object.fromEntries(counters.failures),
    },
    lastCommit: counters.lastCommit,
    bytes: {
      fetched: parts.fetchedBytes,
      changelogs: parts.readers.reduce((sum, reader) => sum + reader.bytes, 0),
      pending: Math.round(running.reduce((sum, task) => sum + task.pendingBytes, parts.outputBytes)),
      cached: Math.round(stores.reduce((sum, store) => sum + store.cache.bytes, 0)),
      database: resources?.usage?.memoryBytes ?? 0,
    },
    budget: { ...shares, cached: resources?.rowBytes ?? shares.cached },
    disk: resources?.usage
      ? {
          usedBytes: resources.usage.diskBytes,
          freeBytes: resources.usage.freeBytes,
          lowBytes: resources.diskLowBytes,
        }
      : null,
    database: resources?.usage?.figures ?? null,
    paused: resources?.paused ?? null,
  }
}
