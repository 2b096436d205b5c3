import type {
  BranchNode,
  FilterNode,
  FlatMapNode,
  MapNode,
  MapValuesNode,
  PeekNode,
  SelectKeyNode,
} from '../graph/node.ts'
import type { Forward } from './environment.ts'

export function filter(node: FilterNode, next: Forward): Forward {
  const { predicate } = node
  return record => {
    if (predicate(record.value, record.key)) next(record)
  }
}

export function map(node: MapNode, next: Forward): Forward {
  const { map } = node
  return record => {
    const mapped = map(record.value, record.key)
    next({ key: mapped.key, value: mapped.value, timestamp: record.timestamp, headers: record.headers })
  }
}

export function mapValues(node: MapValuesNode, next: Forward): Forward {
  const { map } = node
  return record =>
    next({
      key: record.key,
      value: map(record.value, record.key),
      timestamp: record.timestamp,
      headers: record.headers,
    })
}

export function flatMap(node: FlatMapNode, next: Forward): Forward {
  const { map } = node
  return record => {
    for (const mapped of map(record.value, record.key)) {
      next({ key: mapped.key, value: mapped.value, timestamp: record.timestamp, headers: record.headers })
    }
  }
}

export function selectKey(node: SelectKeyNode, next: Forward): Forward {
  const { select } = node
  return record =>
    next({
      key: select(record.value, record.key),
      value: record.value,
      timestamp: record.timestamp,
      headers: record.headers,
    })
}

export function peek(node: PeekNode, next: Forward): Forward {
  const { peek } = node
  return record => {
    peek(record.value, record.key)
    next(record)
  }
}

/** `ways` in the order of the cases. */
export function branch(node: BranchNode, ways: readonly Forward[]): Forward {
  const { cases } = node
  return record => {
    for (let i = 0; i < cases.length; i++) {
      if (cases[i]!.predicate(record.value, record.key)) return ways[i]!(record)
    }
  }
}
