import type { Rect } from './graph/placed.ts'

/** Which part of the drawing is seen: its corner in the frame, and how large it is. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

const smallest = 0.25
const largest = 2

/** As wide as the frame, never larger than life, nor smaller than can be read. */
export function fitted(frame: number, drawing: number, readable = smallest): View {
  const scale = Math.max(readable, Math.min(1, frame / drawing))
  return { x: Math.max(0, (frame - drawing * scale) / 2), y: 0, scale }
}

/** In the middle of the frame, whole if it can still be read then. */
export function lookAt(rect: Rect, frame: { readonly width: number; readonly height: number }): View {
  const scale = Math.max(0.6, Math.min(1, (frame.width - 48) / rect.width))
  return {
    x: Math.max(24, (frame.width - rect.width * scale) / 2) - rect.x * scale,
    y: Math.max(16, (frame.height - rect.height * scale) / 2) - rect.y * scale,
    scale,
  }
}

/** Larger or smaller around a point of the frame, which stays where it is. */
export function zoomed(view: View, by: number, at: { readonly x: number; readonly y: number }): View {
  const scale = Math.min(largest, Math.max(smallest, view.scale * by))
  const share = scale / view.scale
  return { x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, scale }
}
