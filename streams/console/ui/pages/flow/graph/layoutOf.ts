import { Graph, layout } from '@dagrejs/dagre'
import type { GraphPart } from '../../../../answers.ts'
import { boxGap, type Measure } from './boxSizes.ts'
import { closedBox } from './closedBox.ts'
import { columnsOf, past } from './columns.ts'
import type { Crossing, FlowGraph } from './flowGraph.ts'
import { type OpenBox, openBox } from './openBox.ts'
import {
  corners,
  curve,
  type Layout,
  type PlacedBox,
  type PlacedLine,
  type Point,
  type Rect,
} from './placed.ts'

const margin = 12
/** Between the lines that lead back, below the boxes. */
const lane = 16

/**
 * Subtopologies from the left to the right in the order of the flow, drawn open or closed. Lines that close a circle lead back
 * below everything.
 */
export function layoutOf(graph: FlowGraph, open: ReadonlySet<string>, measure: Measure): Layout {
  const drawn = new Map(
    graph.parts.map((part): [string, OpenBox] => [
      part.id,
      open.has(part.id)
        ? openBox(part, graph.crossings, measure)
        : { box: closedBox(part, measure), lines: [], doors: new Map() },
    ]),
  )
  const partOf = (step: string) => graph.steps.get(step)!.part
  const crossings = drawnCrossings(graph, open)
  const back = backwards(graph.parts, crossings, partOf)
  const dagre = new Graph({ multigraph: true }).setGraph({
    rankdir: 'LR',
    nodesep: boxGap.along,
    ranksep: boxGap.across,
    marginx: margin,
    marginy: margin,
  })
  for (const [id, { box }] of drawn) dagre.setNode(id, { width: box.width, height: box.height })
  const idOf = ({ from, to }: Crossing) => `${from} ${to}`
  for (const crossing of crossings)
    if (!back.has(crossing) && partOf(crossing.from) !== partOf(crossing.to))
      dagre.setEdge(partOf(crossing.from), partOf(crossing.to), {}, idOf(crossing))
  layout(dagre)

  const columns = columnsOf(dagre.nodes().map((id: string) => dagre.node(id) as Rect))
  const shift = columnShift(dagre)
  const places = new Map(
    [...drawn].map(([id, { box }]) => {
      const at = shift(dagre.node(id) as Point)
      return [id, { ...box, x: at.x - box.width / 2, y: at.y - box.height / 2 }] as const
    }),
  )
  const boxes = [...places.values()].map(box => moved(box, box))
  const lines = [...drawn].flatMap(([id, { lines }]) => lines.map(line => movedLine(line, places.get(id)!)))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))

  const entrance = ({ to, topic }: Crossing): Point => {
    const { x, y } = places.get(partOf(to))!
    const { box, doors } = drawn.get(partOf(to))!
    const row = box.rows.find(each => each.kind === 'topic' && each.step === to && each.topic === topic)
    return { x, y: y + (doors.get(to) ?? (row ? row.y + row.height / 2 : box.height / 2)) }
  }
  const exits = exitsOf(crossings, partOf, places, drawn, entrance)
  let lanes = 0
  for (const crossing of crossings) {
    const start = exits.get(idOf(crossing))!
    const end = entrance(crossing)
    const isBack = back.has(crossing) || partOf(crossing.from) === partOf(crossing.to)
    const bends = isBack
      ? []
      : (
          dagre.edge(partOf(crossing.from), partOf(crossing.to), idOf(crossing)).points as readonly Point[]
        ).map(shift)
    const path = isBack
      ? corners(around(start, end, bottom + lane * ++lanes, boxes, lanes))
      : curve([start, ...past(bends, columns).filter(({ x }) => x > start.x && x < end.x), end])
    const hasHead = !drawn.get(partOf(crossing.to))!.box.isOpen
    lines.push({ id: idOf(crossing), ...crossing, path, end, hasHead })
  }
  return {
    width: Math.max(...boxes.map(({ x, width }) => x + width)) + margin + (lanes > 0 ? 8 * lanes + 8 : 0),
    height: bottom + margin + lane * lanes,
    boxes,
    lines,
  }
}

/** One line for all that a closed subtopology writes to the same topic. */
function drawnCrossings({ crossings, steps }: FlowGraph, open: ReadonlySet<string>): readonly Crossing[] {
  const seen = new Set<string>()
  return crossings.filter(({ from, to, topic }) => {
    const { part } = steps.get(from)!
    const line = `${part} ${topic} ${to}`
    if (open.has(part) || !seen.has(line)) return seen.add(line)
    return false
  })
}

/** How to move what dagre has placed so that the middles of all columns are at one height, and nothing is above 0. */
function columnShift(dagre: Graph): (point: Point) => Point {
  const columns = new Map<number, { top: number; bottom: number }>()
  const see = (x: number, top: number, bottom: number) => {
    const known = columns.get(x)
    columns.set(x, {
      top: Math.min(known?.top ?? top, top),
      bottom: Math.max(known?.bottom ?? bottom, bottom),
    })
  }
  for (const id of dagre.nodes()) {
    const { x, y, height } = dagre.node(id) as Rect
    see(x, y - height / 2, y + height / 2)
  }
  for (const edge of dagre.edges())
    for (const { x, y } of dagre.edge(edge).points as readonly Point[])
      if (columns.has(x)) see(x, y - lane / 2, y + lane / 2)
  const tallest = Math.max(...[...columns.values()].map(({ top, bottom }) => bottom - top))
  const shifts = [...columns]
    .map(([x, { top, bottom }]) => ({ x, by: margin + tallest / 2 - (top + bottom) / 2 }))
    .sort((a, b) => a.x - b.x)
  return point => {
    const right = shifts.findIndex(({ x }) => x >= point.x)
    const after = shifts[right === -1 ? shifts.length - 1 : right]!
    const before = shifts[Math.max(0, (right === -1 ? shifts.length : right) - 1)]!
    const share = after.x === before.x ? 1 : Math.min(1, (point.x - before.x) / (after.x - before.x))
    return { x: point.x, y: point.y + before.by + (after.by - before.by) * share }
  }
}

/** The crossings that close a circle, as they are found from the first subtopology on. */
function backwards(
  parts: readonly GraphPart[],
  crossings: readonly Crossing[],
  partOf: (step: string) => string,
): ReadonlySet<Crossing> {
  const back = new Set<Crossing>()
  const done = new Set<string>()
  const under = new Set<string>()
  const visit = (id: string) => {
    under.add(id)
    for (const crossing of crossings) {
      if (partOf(crossing.from) !== id) continue
      const next = partOf(crossing.to)
      if (under.has(next)) back.add(crossing)
      else if (!done.has(next)) visit(next)
    }
    under.delete(id)
    done.add(id)
  }
  for (const { id } of parts) if (!done.has(id)) visit(id)
  return back
}

/** Where lines leave their boxes: at doors, or spread over the right border in the order of what they lead to. */
function exitsOf(
  crossings: readonly Crossing[],
  partOf: (step: string) => string,
  places: ReadonlyMap<string, Rect>,
  drawn: ReadonlyMap<string, OpenBox>,
  entrance: (crossing: Crossing) => Point,
): ReadonlyMap<string, Point> {
  const exits = new Map<string, Point>()
  for (const [id, place] of places) {
    const { doors } = drawn.get(id)!
    const own = crossings
      .filter(({ from }) => partOf(from) === id)
      .sort((a, b) => heightOf(entrance(a), place) - heightOf(entrance(b), place))
    own.forEach(({ from, to }, index) => {
      const y = doors.get(from) ?? (place.height * (index + 1)) / (own.length + 1)
      exits.set(`${from} ${to}`, { x: place.x + place.width, y: place.y + y })
    })
  }
  return exits
}

/** What lies to the left is reached below everything. */
const heightOf = (end: Point, from: Rect) => (end.x <= from.x ? Number.MAX_SAFE_INTEGER : end.y)

/** Out to the right, down, back below everything, and up to the entrance. */
function around(
  start: Point,
  end: Point,
  y: number,
  boxes: readonly PlacedBox[],
  index: number,
): readonly Point[] {
  const besides = boxes.filter(({ x, width }) => x < start.x && x + width >= start.x)
  const right = Math.max(start.x, ...besides.map(({ x, width }) => x + width)) + 8 + 8 * index
  const columns = boxes.filter(({ x, width }) => x <= end.x && x + width > end.x)
  const left = Math.min(end.x, ...columns.map(({ x }) => x)) - 10 - 8 * index
  return [start, { x: right, y: start.y }, { x: right, y }, { x: left, y }, { x: left, y: end.y }, end]
}

const moved = (box: PlacedBox, by: Point): PlacedBox => ({
  ...box,
  rows: box.rows.map(row => ({ ...row, x: row.x + by.x, y: row.y + by.y })),
  stacks: box.stacks.map(each => ({ ...each, x: each.x + by.x, y: each.y + by.y })),
})

const movedLine = (line: PlacedLine, by: Point): PlacedLine => ({
  ...line,
  path: line.path.replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, x: string, y: string) => {
    return `${Math.round((Number(x) + by.x) * 10) / 10},${Math.round((Number(y) + by.y) * 10) / 10}`
  }),
  end: { x: line.end.x + by.x, y: line.end.y + by.y },
})
