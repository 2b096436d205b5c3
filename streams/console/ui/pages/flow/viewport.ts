/** Which part of the drawing is seen: its corner in the frame, and how large it is. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

const smallest = 0.25
const largest = 2

/** As wide as the frame, never larger than life. */
export function fitted(frame: number, drawing: number): View {
  const scale = Math.max(smallest, Math.min(1, frame / drawing))
  return { x: Math.max(0, (frame - drawing * scale) / 2), y: 0, scale }
}

/** Larger or smaller around a point of the frame, which stays where it is. */
export function zoomed(view: View, by: number, at: { readonly x: number; readonly y: number }): View {
  const scale = Math.min(largest, Math.max(smallest, view.scale * by))
  const share = scale / view.scale
  return { x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, scale }
}
