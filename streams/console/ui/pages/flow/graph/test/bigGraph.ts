import { json, keyValueStore, type Processor, StreamsBuilder, text } from '../../../../../../index.ts'
import { graphOf } from '../../../../../graphOf.ts'
import { type FlowGraph, flowGraph } from '../flowGraph.ts'

const counts = keyValueStore<string, number>({ name: 'orders', key: text, value: json<number>() })
const decide: Processor<string, string, string, string, { orders: typeof counts }> = {
  name: 'decide',
  stores: { orders: counts },
  process: ({ key, value }, { forward }) => forward(key, value),
}

/**
 * Orders go to their customers and come back: a circle of two subtopologies, a third beside it, branches, chains, two topics of
 * one source.
 */
export function bigGraph(): FlowGraph {
  const builder = new StreamsBuilder()
  const each = { key: text, value: text }
  const raw = builder.stream(['order.created', 'order.paid'], { name: 'order.*', ...each })
  const orders = raw
    .filter(value => value !== '', { name: 'some' })
    .repartition({ name: 'by-order', ...each })
  const decided = orders.process(decide)
  decided
    .filter(value => value === 'ask', { name: 'to-customer' })
    .mapValues(value => `?${value}`, { name: 'question' })
    .repartition({ name: 'by-customer', ...each })
    .mapValues(value => `!${value}`, { name: 'reply' })
    .repartition({ name: 'replies', ...each })
    .process({ ...decide, name: 'conclude' })
    .to('order.decided', { name: 'publish', ...each })
  decided
    .filter((value): boolean => value === 'done', { name: 'done' })
    .to('order.done', { name: 'tell', ...each })
  return flowGraph(graphOf(builder.build(), 'shop'))
}
