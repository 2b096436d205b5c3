import type { GraphPart } from '../../../../answers.ts'
import { headHeight, type Measure, pad, rowHeight, rowWidth } from './boxSizes.ts'
import type { PlacedBox, PlacedRow } from './placed.ts'

/** Topics of one source that are named. */
const mostTopics = 5
/** What does something of its own: filters and the like are seen when the box is open. */
const telling = new Set([
  'process',
  'aggregate',
  'materialize',
  'streamTableJoin',
  'streamGlobalJoin',
  'tableTableJoin',
])

/** A subtopology with its inputs, the steps that tell what it does, its stores, and what it writes to topics outside. */
export function closedBox(part: GraphPart, measure: Measure): PlacedBox {
  const contents = [
    ...part.nodes.filter(({ kind }) => kind === 'source').flatMap(source => inputs(source)),
    ...part.nodes.filter(({ kind }) => telling.has(kind)).map(({ name }) => step(name)),
    ...part.stores.map(({ name }) => ({ kind: 'store' as const, store: name, text: name })),
    ...part.nodes.filter(({ kind }) => kind === 'sink').map(({ name }) => step(name)),
  ]
  const width = rowWidth(
    measure,
    contents.map(({ text }) => text),
    2 * pad,
  )
  const rows = contents.map(
    (row, index): PlacedRow => ({
      ...row,
      x: pad,
      y: headHeight + index * rowHeight,
      width: width - 2 * pad,
      height: rowHeight,
    }),
  )
  const height = headHeight + rows.length * rowHeight + pad
  return { part: part.id, isOpen: false, x: 0, y: 0, width, height, rows, stacks: [] }
}

const step = (name: string) => ({ kind: 'step' as const, step: name, text: name })

function inputs({ name, topics, repartition }: GraphPart['nodes'][number]) {
  const named = topics.length <= mostTopics ? topics : topics.slice(0, mostTopics - 1)
  const rows = named.map(topic => ({
    kind: 'topic' as const,
    step: name,
    topic,
    text: repartition ?? topic,
  }))
  const others = topics.length - named.length
  return others === 0
    ? rows
    : [...rows, { kind: 'topics' as const, step: name, count: others, text: `+ ${others}` }]
}
