import type { Point } from './placed.ts'

/** By the middle of each column: half the width of what is widest in it. */
export type Columns = ReadonlyMap<number, number>

/** `nodes`: by their middles, as dagre has them. */
export function columnsOf(nodes: readonly { readonly x: number; readonly width: number }[]): Columns {
  const columns = new Map<number, number>()
  for (const { x, width } of nodes) columns.set(x, Math.max(columns.get(x) ?? 0, width / 2))
  return columns
}

/** The bends of a line where it passes a column: straight on from one side to the other, so that it touches nothing there. */
export const past = (bends: readonly Point[], columns: Columns): readonly Point[] =>
  bends.flatMap(({ x, y }) => {
    const half = columns.get(x)
    return half === undefined
      ? []
      : [
          { x: x - half, y },
          { x: x + half, y },
        ]
  })
