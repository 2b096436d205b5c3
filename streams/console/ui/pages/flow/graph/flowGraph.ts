import type { GraphAnswer, GraphPart, GraphStep } from '../../../../answers.ts'

/** A step of the topology with what lies before and behind it. */
export interface Step extends GraphStep {
  readonly part: string
  readonly children: readonly string[]
}

/** A repartition topic: from the steps that write it to the one that reads it. */
export interface Crossing {
  /** As Kafka knows it. */
  readonly topic: string
  /** Without what it has of the application's id. */
  readonly name: string
  readonly from: string
  readonly to: string
}

/** The topology as it is drawn and walked along. */
export interface FlowGraph {
  readonly parts: readonly GraphPart[]
  readonly steps: ReadonlyMap<string, Step>
  readonly crossings: readonly Crossing[]
}

export function flowGraph({ subtopologies }: GraphAnswer): FlowGraph {
  const steps = new Map<string, Step>()
  for (const part of subtopologies)
    for (const node of part.nodes)
      steps.set(node.name, {
        ...node,
        part: part.id,
        children: part.nodes.filter(({ parents }) => parents.includes(node.name)).map(({ name }) => name),
      })
  const all = [...steps.values()]
  const crossings = all
    .filter(({ kind, repartition }) => kind === 'repartition' && repartition !== null)
    .flatMap(({ name: from, repartition, topics }) =>
      all
        .filter(({ kind, repartition: read }) => kind === 'source' && read === repartition)
        .map(({ name: to }) => ({ topic: topics[0]!, name: repartition!, from, to })),
    )
  return { parts: subtopologies, steps, crossings }
}

/** What a step's records come from, and go to, over repartition topics too. */
export const before = ({ steps, crossings }: FlowGraph, name: string): readonly string[] => [
  ...steps.get(name)!.parents,
  ...crossings.filter(({ to }) => to === name).map(({ from }) => from),
]
export const behind = ({ steps, crossings }: FlowGraph, name: string): readonly string[] => [
  ...steps.get(name)!.children,
  ...crossings.filter(({ from }) => from === name).map(({ to }) => to),
]
