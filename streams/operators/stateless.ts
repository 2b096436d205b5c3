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
import type { Step } from './step.ts'

export function filter(node: FilterNode, step: Step, next: Forward): Forward {
  const { predicate } = node
  return record => {
    step.enter(record)
    if (predicate(record.value, record.key)) next(record)
  }
}

export function map(node: MapNode, step: Step, next: Forward): Forward {
  const { map } = node
  return record => {
    step.enter(record)
    const mapped = map(record.value, record.key)
    next({ key: mapped.key, value: mapped.value, timestamp: record.timestamp, headers: record.headers })
  }
}

export function mapValues(node: MapValuesNode, step: Step, next: Forward): Forward {
  const { map } = node
  return record => {
    step.enter(record)
    next({
      key: record.key,
      value: map(record.value, record.key),
      timestamp: record.timestamp,
      headers: record.headers,
    })
  }
}

export function flatMap(node: FlatMapNode, step: Step, next: Forward): Forward {
  const { map } = node
  return record => {
    step.enter(record)
    for (const mapped of map(record.value, record.key)) {
      next({ key: mapped.key, value: mapped.value, timestamp: record.timestamp, headers: record.headers })
      step.resume()
    }
  }
}

export function selectKey(node: SelectKeyNode, step: Step, next: Forward): Forward {
  const { select } = node
  return record => {
    step.enter(record)
    next({
      key: select(record.value, record.key),
      value: record.value,
      timestamp: record.timestamp,
      headers: record.headers,
    })
  }
}

export function peek(node: PeekNode, step: Step, next: Forward): Forward {
  const { peek } = node
  return record => {
    step.enter(record)
    peek(record.value, record.key)
    next(record)
  }
}

/** `ways` in the order of the cases. */
export function branch(node: BranchNode, step: Step, ways: readonly Forward[]): Forward {
  const { cases } = node
  return record => {
    step.enter(record)
    for (let i = 0; i < cases.length; i++) {
      if (cases[i]!.predicate(record.value, record.key)) return ways[i]!(record)
    }
  }
}
