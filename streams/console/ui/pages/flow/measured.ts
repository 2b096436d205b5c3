let context: CanvasRenderingContext2D | null = null

/** How wide text is in the rows of the drawing, px. */
export function measured(text: string): number {
  if (!context) {
    context = document.createElement('canvas').getContext('2d')
    if (context) context.font = `13px ${getComputedStyle(document.body).fontFamily}`
  }
  return context?.measureText(text).width ?? text.length * 7.5
}
