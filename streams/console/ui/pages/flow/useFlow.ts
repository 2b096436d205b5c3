import { useMemo, useRef } from 'preact/hooks'
import type { FlowAnswer, GraphAnswer } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { type FlowGraph, flowGraph } from './graph/flowGraph.ts'
import { type Rates, ratesOf } from './graph/rates.ts'

export interface Live {
  readonly graph: FlowGraph
  /** Of the last ten seconds. */
  readonly rates: Rates
  /** From answer to answer, old to new. */
  readonly history: readonly Rates[]
  readonly stores: ReadonlyMap<string, { readonly rows: number | null; readonly hash: string | null }>
  readonly silent: readonly string[]
}

const everyMs = 2_000
/** Rates are over so many answers, and shown over so many. */
const window = 5
const shown = 60

/** The topology, and what passes through it, again and again. */
export function useFlow(base: string) {
  const topology = usePoll<GraphAnswer>(`${base}topology`, 60_000)
  const flow = usePoll<FlowAnswer>(`${base}flow`, everyMs)
  const answers = useRef<FlowAnswer[]>([])
  const history = useRef<readonly Rates[]>([])
  const { value: drawn } = topology.data
  const text = drawn && JSON.stringify(drawn)
  // The same topology again is the same drawing.
  const graph = useMemo(() => drawn && flowGraph(drawn), [text])
  const { value: now } = flow.data
  if (now && now !== answers.current.at(-1)) {
    const last = answers.current.at(-1)
    if (last) history.current = [...history.current, ratesOf(last, now)].slice(-shown)
    answers.current = [...answers.current, now].slice(-window - 1)
  }
  const live = useMemo(
    (): Live | null =>
      graph &&
      now && {
        graph,
        rates: ratesOf(answers.current.length > 1 ? answers.current[0]! : null, now),
        history: history.current,
        stores: new Map(now.stores.map(each => [each.store, each])),
        silent: now.instances.filter(({ said }) => said === null).map(({ instance }) => instance),
      },
    [graph, now],
  )
  return { topology, flow, live }
}
