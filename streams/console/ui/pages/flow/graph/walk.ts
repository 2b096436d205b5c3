import type { Rect } from './placed.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

/** What lies next to a rectangle in a direction: near, and rather straight on than aside. Null: nothing. */
export function nextTo(from: Rect, direction: Direction, others: ReadonlyMap<string, Rect>): string | null {
  const sign = direction === 'left' || direction === 'up' ? -1 : 1
  const isAcross = direction === 'left' || direction === 'right'
  const a = middle(from)
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [id, rect] of others) {
    const b = middle(rect)
    const along = (isAcross ? b.x - a.x : b.y - a.y) * sign
    const aside = Math.abs(isAcross ? b.y - a.y : b.x - a.x)
    if (along < 6) continue
    const cost = along + aside * (isAcross ? 2 : 3)
    if (cost < least) {
      least = cost
      best = id
    }
  }
  return best
}

const middle = ({ x, y, width, height }: Rect) => ({ x: x + width / 2, y: y + height / 2 })
