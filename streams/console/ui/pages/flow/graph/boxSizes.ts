/** Distances of the drawing, px at full size. */
export const rowHeight = 24
export const headHeight = 34
export const pad = 10
/** What stands beside the name in a row: a sign before it, figures behind it. */
export const signWidth = 26
export const figureWidth = 62
export const narrowest = 196
export const widest = 340
/** Between boxes, and between stacks of an open one. */
export const boxGap = { across: 66, along: 28 }
export const stackGap = { across: 48, along: 16 }

/** How wide text is drawn. */
export type Measure = (text: string) => number

export const rowWidth = (measure: Measure, texts: readonly string[], extra = 0): number =>
  Math.min(
    widest,
    Math.max(narrowest, ...texts.map(text => Math.ceil(measure(text)) + signWidth + figureWidth + extra)),
  )
