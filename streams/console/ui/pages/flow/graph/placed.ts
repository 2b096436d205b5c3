export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A line of a box, in the coordinates of the graph. */
export type PlacedRow = Rect &
  (
    | { readonly kind: 'topic'; readonly step: string; readonly topic: string; readonly text: string }
    /** The rest of a source's topics. */
    | { readonly kind: 'topics'; readonly step: string; readonly count: number }
    | { readonly kind: 'step'; readonly step: string }
    | { readonly kind: 'store'; readonly store: string }
  )

/** A subtopology: closed, with what matters of it; or open, with its steps. */
export interface PlacedBox extends Rect {
  readonly part: string
  readonly isOpen: boolean
  readonly rows: readonly PlacedRow[]
  /** Of an open one: the frames around steps that follow one another alone. */
  readonly stacks: readonly Rect[]
}

/** A line along which records go. */
export interface PlacedLine {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Of a line between subtopologies; else null. */
  readonly topic: string | null
  /** Of an SVG path. */
  readonly path: string
  readonly end: Point
  readonly hasHead: boolean
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly lines: readonly PlacedLine[]
}

/** A curve through points that leaves and enters each of them from the left to the right. */
export function curve(points: readonly Point[]): string {
  const [first, ...others] = points
  let last = first!
  let path = `M${at(last)}`
  for (const point of others) {
    const middle = (last.x + point.x) / 2
    path += `C${at({ x: middle, y: last.y })} ${at({ x: middle, y: point.y })} ${at(point)}`
    last = point
  }
  return path
}

/** Straight lines with round corners. */
export function corners(points: readonly Point[], radius = 10): string {
  let path = `M${at(points[0]!)}`
  for (let i = 1; i < points.length - 1; i++) {
    const [a, b, c] = [points[i - 1]!, points[i]!, points[i + 1]!]
    path += `L${at(towards(b, a, radius))}Q${at(b)} ${at(towards(b, c, radius))}`
  }
  return `${path}L${at(points.at(-1)!)}`
}

const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`

function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const share = Math.min(0.5, by / length)
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}
