import type { GraphNode } from '../graph/node.ts'
import type { Subtopology } from '../graph/subtopology.ts'
import type { Forward, OperatorEnvironment } from './environment.ts'
import { type Punctuation, process } from './process.ts'
import { branch, filter, flatMap, map, mapValues, peek, selectKey } from './stateless.ts'
import { Step } from './step.ts'
import {
  aggregate,
  materialize,
  streamGlobalJoin,
  streamTableJoin,
  tableFilter,
  tableMapValues,
  tableTableJoin,
  toStream,
} from './table.ts'

export interface CompiledSubtopology {
  /** Where the records of a source enter, by the source's name. */
  readonly sources: ReadonlyMap<string, Forward>
  readonly punctuations: readonly Punctuation[]
}

/** Turns a subtopology's data into functions that call one another, bound to one task's stores. Children first. */
export function compile(subtopology: Subtopology, environment: OperatorEnvironment): CompiledSubtopology {
  /** By step: one input for each parent. */
  const inputs = new Map<string, readonly Forward[]>()
  const punctuations: Punctuation[] = []
  const sources = new Map<string, Forward>()

  const childrenOf = (name: string): Forward[] =>
    subtopology.nodes.flatMap(node =>
      node.parents.flatMap((parent, index) => (parent === name ? [inputs.get(node.name)![index]!] : [])),
    )

  for (const node of [...subtopology.nodes].reverse()) {
    const children = childrenOf(node.name)
    const next = fanOut(children)
    const step = new Step(environment.trail, environment.trail.probe(node.name))
    if (node.kind === 'source') {
      sources.set(node.name, pass(step, next))
      inputs.set(node.name, [])
      continue
    }
    if (node.kind === 'process') {
      const operator = process(node, environment, step, next)
      punctuations.push(...operator.punctuations)
      inputs.set(node.name, [operator.forward])
      continue
    }
    if (node.kind === 'tableTableJoin') {
      inputs.set(node.name, tableTableJoin(node, environment, step, next))
      continue
    }
    const input = single(node, environment, step, next, children.length === 0, name => inputs.get(name)![0]!)
    inputs.set(
      node.name,
      node.parents.map(() => input),
    )
  }
  return { sources, punctuations: punctuations.reverse() }
}

function single(
  node: GraphNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward,
  last: boolean,
  inputOf: (name: string) => Forward,
): Forward {
  switch (node.kind) {
    case 'filter':
      return filter(node, step, next)
    case 'map':
      return map(node, step, next)
    case 'mapValues':
      return mapValues(node, step, next)
    case 'flatMap':
      return flatMap(node, step, next)
    case 'selectKey':
      return selectKey(node, step, next)
    case 'peek':
      return peek(node, step, next)
    case 'merge':
    case 'case':
      return pass(step, next)
    case 'branch':
      return branch(
        node,
        step,
        node.cases.map(way => inputOf(way.node)),
      )
    case 'materialize':
      return materialize(node, environment, step, last ? null : next)
    case 'aggregate':
      return aggregate(node, environment, step, last ? null : next)
    case 'tableFilter':
      return tableFilter(node, step, next)
    case 'tableMapValues':
      return tableMapValues(node, step, next)
    case 'toStream':
      return toStream(step, next)
    case 'streamTableJoin':
      return streamTableJoin(node, environment, step, next)
    case 'streamGlobalJoin':
      return streamGlobalJoin(node, environment, step, next)
    case 'repartition':
    case 'sink':
      return record => {
        step.enter(record)
        environment.emit(node, record)
      }
    default:
      throw new Error(`Step "${node.name}" of kind ${node.kind} has no operator`)
  }
}

function fanOut(children: readonly Forward[]): Forward {
  if (children.length === 0) return () => {}
  if (children.length === 1) return children[0]!
  return record => {
    for (const child of children) child(record)
  }
}

function pass(step: Step, next: Forward): Forward {
  return record => {
    step.enter(record)
    next(record)
  }
}
