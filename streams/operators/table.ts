import type {
  AggregateNode,
  MaterializeNode,
  StreamGlobalJoinNode,
  StreamTableJoinNode,
  TableFilterNode,
  TableLookup,
  TableMapValuesNode,
  TableTableJoinNode,
} from '../graph/node.ts'
import type { Change, StreamRecord } from '../graph/streamRecord.ts'
import type { Row } from '../stores/row.ts'
import type { Forward, OperatorEnvironment } from './environment.ts'
import { keyed } from './keyed.ts'
import type { Step } from './step.ts'

/** Keeps the latest value of each key. Nobody listening: the old value is not even read. */
export function materialize(
  node: MaterializeNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward | null,
): Forward {
  const store = environment.store(node.store)
  return record => {
    step.enter(record)
    const key = keyed(record, node.name)
    const now = record.value ?? undefined
    const before = next === null ? undefined : store.get(key)
    store.put(key, now)
    next?.(change(record, now, before))
  }
}

export function aggregate(
  node: AggregateNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward | null,
): Forward {
  const store = environment.store(node.store)
  const { initialize, add } = node
  return record => {
    step.enter(record)
    if (record.value === null || record.value === undefined) return
    const key = keyed(record, node.name)
    const before = store.get(key)
    const now = add(before === undefined ? initialize() : before, record.value, key)
    store.put(key, now)
    next?.(change(record, now, before))
  }
}

export function tableFilter(node: TableFilterNode, step: Step, next: Forward): Forward {
  const kept = (value: unknown, key: unknown) =>
    value !== undefined && node.predicate(value, key) ? value : undefined
  return record => {
    step.enter(record)
    const { now, before } = record.value as Change<unknown>
    const keptNow = kept(now, record.key)
    const keptBefore = kept(before, record.key)
    if (keptNow !== undefined || keptBefore !== undefined) next(change(record, keptNow, keptBefore))
  }
}

export function tableMapValues(node: TableMapValuesNode, step: Step, next: Forward): Forward {
  const mapped = (value: unknown, key: unknown) => (value === undefined ? undefined : node.map(value, key))
  return record => {
    step.enter(record)
    const { now, before } = record.value as Change<unknown>
    next(change(record, mapped(now, record.key), mapped(before, record.key)))
  }
}

export function toStream(step: Step, next: Forward): Forward {
  return record => {
    step.enter(record)
    const { now } = record.value as Change<unknown>
    next({ key: record.key, value: now ?? null, timestamp: record.timestamp, headers: record.headers })
  }
}

export function streamTableJoin(
  node: StreamTableJoinNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward,
): Forward {
  const find = lookup(node.table, environment)
  const { join } = node
  const inner = node.type === 'inner'
  return record => {
    step.enter(record)
    const key = keyed(record, node.name)
    const row = find(key)?.value
    if (row === undefined && inner) return
    next({ key, value: join(record.value, row, key), timestamp: record.timestamp, headers: record.headers })
  }
}

export function streamGlobalJoin(
  node: StreamGlobalJoinNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward,
): Forward {
  const { table, select, join } = node
  const inner = node.type === 'inner'
  return record => {
    step.enter(record)
    const row = environment.globalRow(table, select(record.value, record.key))
    if (row === undefined && inner) return
    const value = join(record.value, row, record.key)
    next({ key: record.key, value, timestamp: record.timestamp, headers: record.headers })
  }
}

/** One input a side. A change of either side is a change of the joined row; its time is the later of the two. */
export function tableTableJoin(
  node: TableTableJoinNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward,
): readonly [Forward, Forward] {
  const left = lookup(node.left, environment)
  const right = lookup(node.right, environment)
  const joined = (l: unknown, r: unknown, key: unknown) => {
    if (l === undefined && (r === undefined || node.type !== 'outer')) return undefined
    if (r === undefined && node.type === 'inner') return undefined
    return node.join(l, r, key)
  }
  const side = (
    other: (key: unknown) => Row | undefined,
    combine: (own: unknown, other: unknown, key: unknown) => unknown,
  ): Forward => {
    return record => {
      step.enter(record)
      const { now, before } = record.value as Change<unknown>
      const row = other(record.key)
      const joinedNow = combine(now, row?.value, record.key)
      const joinedBefore = combine(before, row?.value, record.key)
      if (joinedNow === undefined && joinedBefore === undefined) return
      const timestamp = Math.max(record.timestamp, row?.timestamp ?? 0)
      next({
        key: record.key,
        value: { now: joinedNow, before: joinedBefore },
        timestamp,
        headers: record.headers,
      })
    }
  }
  return [
    side(right, (own, other, key) => joined(own, other, key)),
    side(left, (own, other, key) => joined(other, own, key)),
  ]
}

function change(
  record: StreamRecord<unknown, unknown>,
  now: unknown,
  before: unknown,
): StreamRecord<unknown, Change<unknown>> {
  return { key: record.key, value: { now, before }, timestamp: record.timestamp, headers: record.headers }
}

function lookup(table: TableLookup, environment: OperatorEnvironment): (key: unknown) => Row | undefined {
  const store = environment.store(table.store)
  const { steps } = table
  if (steps.length === 0) return key => store.find(key)
  return key => {
    const row = store.find(key)
    let value = row?.value
    for (const step of steps) {
      if (value === undefined) return undefined
      value = step(value, key)
    }
    return row === undefined || value === undefined ? undefined : { ...row, value }
  }
}
