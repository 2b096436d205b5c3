import { decodeFigure, figureHeader } from '../runtime/figureHeader.ts'
import { noRows, type RowsFigure } from '../stores/rowsHash.ts'
import type { FeedContext } from './feedContext.ts'
import { readStretch, type Stretch } from './readStretch.ts'

const fewest = 8

/**
 * What the rows of a changelog partition are with all that is committed before `to`, by what its last commit wrote; null: that is
 * not known. `from`: where the log begins. Throws as `readStretch`.
 */
export async function figureBefore(stretch: Stretch, context: FeedContext): Promise<RowsFigure | null> {
  const { from: begin, to } = stretch
  for (let back = fewest; ; back *= 8) {
    const from = Math.max(begin, to - back)
    let last: Uint8Array | null | undefined
    const isUnbroken = await readStretch({ ...stretch, from }, context, cursor => {
      last = cursor.headers().find(({ key }) => key === figureHeader)?.value ?? null
    })
    if (last === undefined && from > begin) continue
    if (!isUnbroken) return null
    if (last === undefined) return begin === 0 ? noRows : null
    return last === null ? null : decodeFigure(last)
  }
}
