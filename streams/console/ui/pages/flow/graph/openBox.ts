import { Graph, layout } from '@dagrejs/dagre'
import type { GraphPart } from '../../../../answers.ts'
import { headHeight, type Measure, pad, rowHeight, rowWidth, stackGap } from './boxSizes.ts'
import { columnsOf, past } from './columns.ts'
import type { Crossing } from './flowGraph.ts'
import { curve, type PlacedBox, type PlacedLine, type PlacedRow, type Point, type Rect } from './placed.ts'
import { stacksOf } from './stacksOf.ts'

/** A subtopology with all its steps; where lines come in and go out, and those inside. Its own corner is at 0, 0. */
export interface OpenBox {
  readonly box: PlacedBox
  readonly lines: readonly PlacedLine[]
  /** Where the lines of a crossing meet its border: by the step inside that reads or writes it. */
  readonly doors: ReadonlyMap<string, number>
}

/** Beside the steps: from where lines come in at the left, and go out at the right. */
const aisle = 26

export function openBox(part: GraphPart, crossings: readonly Crossing[], measure: Measure): OpenBox {
  const stacks = stacksOf(part)
  const headOf = new Map(stacks.flatMap(stack => stack.map(name => [name, stack[0]!] as const)))
  const graph = new Graph().setGraph({
    rankdir: 'LR',
    nodesep: stackGap.along,
    ranksep: stackGap.across / 2,
    marginx: 0,
    marginy: 0,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const stack of stacks)
    graph.setNode(stack[0]!, { width: rowWidth(measure, stack, pad), height: stack.length * rowHeight + 8 })
  for (const { name, parents } of part.nodes)
    if (headOf.get(name) === name)
      for (const parent of parents) graph.setEdge(headOf.get(parent)!, name, { weight: 2 })
  // Doors stand at the borders: all hang on one node beside the box, so that they are first and last.
  const door = (name: string, isOut: boolean) => {
    const id = `door ${name}`
    const wall = isOut ? 'wall out' : 'wall in'
    if (graph.hasNode(id)) return
    graph.setNode(wall, { width: 1, height: 1 })
    graph.setNode(id, { width: 1, height: 10 })
    if (isOut) graph.setEdge(headOf.get(name)!, id, { weight: 1 }).setEdge(id, wall, { weight: 100 })
    else graph.setEdge(id, headOf.get(name)!, { weight: 4 }).setEdge(wall, id, { weight: 100 })
  }
  for (const { from, to } of crossings) {
    if (headOf.has(to)) door(to, false)
    if (headOf.has(from)) door(from, true)
  }
  layout(graph)

  const places = new Map(stacks.map(([head]) => [head!, rectOf(graph.node(head!))]))
  const left = Math.min(...[...places.values()].map(({ x }) => x))
  const right = Math.max(...[...places.values()].map(({ x, width }) => x + width))
  const doorsAt = crossings
    .flatMap(({ from, to }) => [from, to])
    .filter(name => headOf.has(name))
    .map(name => graph.node(`door ${name}`).y as number)
  const all = [...places.values()]
  const top = Math.min(...all.map(({ y }) => y), ...doorsAt.map(y => y - 5))
  const bottom = Math.max(...all.map(({ y, height }) => y + height), ...doorsAt.map(y => y + 5))
  const dx = aisle - left
  const dy = headHeight + 4 - top
  const width = right - left + 2 * aisle
  const move = (point: Point): Point => ({ x: point.x + dx, y: point.y + dy })

  const rowOf = new Map<string, PlacedRow>()
  const frames: Rect[] = []
  for (const stack of stacks) {
    const place = places.get(stack[0]!)!
    const frame = { ...place, ...move(place) }
    frames.push(frame)
    stack.forEach((name, index) => {
      rowOf.set(name, {
        kind: 'step',
        step: name,
        x: frame.x,
        y: frame.y + 4 + index * rowHeight,
        width: frame.width,
        height: rowHeight,
      })
    })
  }
  const enter = (name: string): Point => {
    const { x, y, height } = rowOf.get(name)!
    return { x, y: y + height / 2 }
  }
  const leave = (name: string): Point => {
    const { x, y, width, height } = rowOf.get(name)!
    return { x: x + width, y: y + height / 2 }
  }
  const columns = columnsOf(graph.nodes().map((id: string) => graph.node(id) as Rect))
  const bends = (from: string, to: string): readonly Point[] =>
    past(((graph.edge(from, to)?.points ?? []) as readonly Point[]).slice(1, -1), columns).map(move)

  const lines: PlacedLine[] = []
  for (const { name, parents } of part.nodes) {
    if (headOf.get(name) !== name) continue
    for (const parent of parents) {
      const end = enter(name)
      const points = [leave(parent), ...bends(headOf.get(parent)!, name), end]
      lines.push({
        id: `${parent} ${name}`,
        from: parent,
        to: name,
        topic: null,
        path: curve(points),
        end,
        hasHead: true,
      })
    }
  }
  const doors = new Map<string, number>()
  for (const { topic, from, to } of crossings) {
    if (headOf.has(to)) {
      const { y } = move(graph.node(`door ${to}`) as Point)
      doors.set(to, y)
      const end = enter(to)
      const path = curve([{ x: 0, y }, ...bends(`door ${to}`, headOf.get(to)!), end])
      if (!lines.some(({ id }) => id === `in ${to}`))
        lines.push({ id: `in ${to}`, from, to, topic, path, end, hasHead: true })
    }
    if (headOf.has(from)) {
      const { y } = move(graph.node(`door ${from}`) as Point)
      doors.set(from, y)
      const end = { x: width, y }
      const path = curve([leave(from), ...bends(headOf.get(from)!, `door ${from}`), end])
      lines.push({ id: `out ${from}`, from, to, topic, path, end, hasHead: false })
    }
  }

  const storesTop = bottom + dy + 12
  const stores = storeRows(part, measure, storesTop, width)
  const height = (stores.at(-1)?.y ?? storesTop - 12 - rowHeight) + rowHeight + pad
  return {
    box: {
      part: part.id,
      isOpen: true,
      x: 0,
      y: 0,
      width,
      height,
      rows: [...rowOf.values(), ...stores],
      stacks: frames,
    },
    lines,
    doors,
  }
}

/** Side by side at the foot, in as many lines as they need. */
function storeRows({ stores }: GraphPart, measure: Measure, top: number, width: number): PlacedRow[] {
  const each = rowWidth(
    measure,
    stores.map(({ name }) => name),
    24,
  )
  const across = Math.max(1, Math.floor((width - 2 * pad + 8) / (each + 8)))
  return stores.map(({ name }, index) => ({
    kind: 'store',
    store: name,
    x: pad + (index % across) * (each + 8),
    y: top + Math.floor(index / across) * rowHeight,
    width: each,
    height: rowHeight,
  }))
}

const rectOf = ({ x, y, width, height }: Rect): Rect => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
})
