import { describe, expect, test } from 'vitest'
import { before, behind } from './flowGraph.ts'
import { layoutOf } from './layoutOf.ts'
import type { Layout, PlacedBox, Rect } from './placed.ts'
import { reachOf } from './reach.ts'
import { stacksOf } from './stacksOf.ts'
import { bigGraph } from './test/bigGraph.ts'
import { nextTo } from './walk.ts'

const graph = bigGraph()
const all = new Set(graph.parts.map(({ id }) => id))
const measure = (text: string) => text.length * 7

const within = (inner: Rect, outer: Rect) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5
const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const pairs = <T>(items: readonly T[]) =>
  items.flatMap((a, i) => items.slice(i + 1).map(b => [a, b] as const))
const ends = ({ path }: Layout['lines'][number]) => {
  const points = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }))
  return { first: points[0]!, last: points.at(-1)! }
}

describe('the topology as a graph', () => {
  test('steps know what lies before and behind them, over repartition topics too', () => {
    expect(graph.crossings.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['by-order', 'by-order-sink', 'by-order'],
      ['by-customer', 'by-customer-sink', 'by-customer'],
      ['replies', 'replies-sink', 'replies'],
    ])
    expect(before(graph, 'by-order')).toEqual(['by-order-sink'])
    expect(behind(graph, 'decide')).toEqual(['to-customer', 'done'])
    expect(graph.crossings[0]!.topic).toBe('shop-by-order-repartition')
  })

  test('steps that follow one another alone are one stack', () => {
    const part = graph.parts.find(({ nodes }) => nodes.some(({ name }) => name === 'decide'))!
    expect(stacksOf(part)).toEqual([
      ['by-order', 'decide'],
      ['to-customer', 'question', 'by-customer-sink'],
      ['replies', 'conclude', 'publish'],
      ['done', 'tell'],
    ])
  })

  test('what leads to a step and what follows from it; a way ends where it comes back to', () => {
    const { up, down } = reachOf(graph, ['question'])
    expect([...up].sort()).toEqual(
      ['by-order', 'by-order-sink', 'decide', 'order.*', 'question', 'some', 'to-customer'].sort(),
    )
    expect([...down]).toEqual([
      'question',
      'by-customer-sink',
      'by-customer',
      'reply',
      'replies-sink',
      'replies',
    ])
  })
})

describe.each([
  ['closed', new Set<string>()],
  ['one open', new Set(['1'])],
  ['open', all],
] as const)('drawn %s', (_how, open) => {
  const layout = layoutOf(graph, open, measure)

  test('boxes lie beside each other, within the drawing, and have their rows within them', () => {
    const whole = { x: 0, y: 0, width: layout.width, height: layout.height }
    for (const [a, b] of pairs(layout.boxes)) expect(overlap(a, b), `${a.part} and ${b.part}`).toBe(false)
    for (const box of layout.boxes) {
      expect(within(box, whole), box.part).toBe(true)
      for (const row of box.rows) expect(within(row, box), `${box.part}: ${JSON.stringify(row)}`).toBe(true)
      for (const [a, b] of pairs(box.rows)) expect(overlap(a, b)).toBe(false)
    }
  })

  test('an open box has all its steps, a closed one its topics, what it does, and its stores', () => {
    const names = ({ rows }: PlacedBox) =>
      rows.map(row =>
        row.kind === 'store'
          ? row.store
          : row.kind === 'topic'
            ? row.text
            : row.kind === 'step'
              ? row.step
              : '',
      )
    for (const box of layout.boxes) {
      const part = graph.parts.find(({ id }) => id === box.part)!
      if (box.isOpen)
        expect(names(box).sort()).toEqual([...part.nodes, ...part.stores].map(({ name }) => name).sort())
    }
    const first = layout.boxes.find(({ part }) => part === '0')!
    if (!first.isOpen) expect(names(first)).toEqual(['order.created', 'order.paid'])
  })

  test('each repartition topic is a line from the box that writes it to the row, or the border, of the one that reads it', () => {
    const boxOf = (step: string) => layout.boxes.find(({ part }) => part === graph.steps.get(step)!.part)!
    for (const { from, to } of graph.crossings) {
      const line = layout.lines.find(each => each.id === `${from} ${to}`)!
      const { first, last } = ends(line)
      const [writer, reader] = [boxOf(from), boxOf(to)]
      expect(first.x).toBeCloseTo(writer.x + writer.width, 0)
      expect(last.x).toBeCloseTo(reader.x, 0)
      expect(last.y).toBeGreaterThan(reader.y)
      expect(last.y).toBeLessThan(reader.y + reader.height)
    }
  })

  test('the flow goes from the left to the right, but for what closes a circle', () => {
    const x = (part: string) => layout.boxes.find(each => each.part === part)!.x
    expect(x('0')).toBeLessThan(x('1'))
    expect(x('1')).toBeLessThan(x('2'))
  })
})

test('arrow keys go to what lies nearest in their direction', () => {
  const at = (x: number, y: number): Rect => ({ x, y, width: 10, height: 10 })
  const others = new Map([
    ['right', at(50, 2)],
    ['far', at(200, 0)],
    ['below', at(0, 30)],
    ['aside', at(40, 60)],
  ])
  expect(nextTo(at(0, 0), 'right', others)).toBe('right')
  expect(nextTo(at(0, 0), 'down', others)).toBe('below')
  expect(nextTo(at(0, 0), 'up', others)).toBe(null)
})
