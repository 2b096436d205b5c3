import { hashOf } from './entry.ts'
import type { FeedContext } from './feedContext.ts'
import type { FeedView } from './feedView.ts'
import type { Filter } from './filter.ts'
import { followable } from './followable.ts'
import { type Frame, rowsFrame, snapshotFrame } from './frame.ts'
import type { Held } from './held.ts'
import { Lost, type SnapshotReason } from './lost.ts'
import type { PagePositions } from './pagePositions.ts'
import type { ShownPage } from './shownPages.ts'
import type { SnapshotPage, SnapshotQuery } from './snapshotSource.ts'
import type { Source } from './source.ts'
import type { Tail } from './tail.ts'

const pageRows = 500
const pauseMs = 200

export interface SnapshotSending {
  readonly id: string
  readonly source: Source
  readonly filter: Filter
  readonly reason: SnapshotReason
  readonly tails: readonly Tail[]
  /** Learns the rows that are sent. */
  readonly held: Held | null
  readonly context: FeedContext
  send(frame: Frame): void
  /** Resolves when the client can take more. */
  room(): Promise<void>
  readonly isEnded: () => boolean
}

/**
 * Sends the rows of a view page by page; resolves to what they are as of, by partition. Each page is of one moment, and they are
 * of several: the changes in between follow. Of topics there is nothing to send.
 */
export async function sendSnapshot(sending: SnapshotSending): Promise<ReadonlyMap<number, PagePositions>> {
  const { id, source, filter, reason, tails, held, context, send, room, isEnded } = sending
  send(snapshotFrame(id, reason))
  const sent = new Map<number, PagePositions>()
  const { view } = source
  const tail = tails[0]!
  if (view === null) return sent
  const range = view.rangeOf(filter.where)
  const by = view.indexOf?.(filter.where)
  for (const partition of tail.logs.keys()) {
    let min = Number.POSITIVE_INFINITY
    let max = 0
    let after: string | null | undefined
    while (after !== null) {
      await room()
      if (isEnded()) return sent
      const query = {
        ...range,
        ...(after !== undefined ? { after } : by && { by }),
        limit: pageRows,
        ...(filter.first !== null && { where: filter.where }),
      }
      // A page of a moment ago may be of before this generation became live.
      const begun = context.begunAt(tail.topic)?.[partition] ?? 0
      const name = JSON.stringify([source.name, tail.topicId, begun, filter.text, partition, query])
      const page = await context.pages.get(name, async () =>
        shown(await pageOf(view, partition, query, tail, context), view, filter, context.frameBytes),
      )
      if (isEnded()) return sent
      min = Math.min(min, page.position)
      max = Math.max(max, page.position)
      for (const keyHash of held ? page.keyHashes : []) held?.add(keyHash)
      for (const piece of page.pieces) send(rowsFrame(id, piece))
      after = page.next
    }
    sent.set(partition, { min, max })
  }
  return sent
}

function shown(
  { rows, next, position }: SnapshotPage,
  view: FeedView,
  filter: Filter,
  pieceBytes: number,
): ShownPage {
  const pieces: string[] = []
  const keyHashes: string[] = []
  let items: string[] = []
  let bytes = 0
  const cut = () => {
    if (items.length > 0) pieces.push(items.join())
    items = []
    bytes = 0
  }
  for (const [key, row] of rows) {
    if (!filter.fits({ ...view.fieldsOf(row), ...view.keyFieldsOf(key) })) continue
    if (filter.mayCease) keyHashes.push(hashOf(key))
    const item = JSON.stringify({ key, value: view.show(row) })
    items.push(item)
    bytes += item.length
    if (bytes >= pieceBytes) cut()
  }
  cut()
  return { position, next, pieces, keyHashes }
}

/** Asks until somebody has rows of the partition that can be followed; throws when nobody has for too long. */
async function pageOf(
  view: FeedView,
  partition: number,
  query: SnapshotQuery,
  tail: Tail,
  context: FeedContext,
): Promise<SnapshotPage> {
  const { snapshots, pageSlots, patienceMs, time } = context
  const deadline = time.elapsed() + patienceMs
  for (;;) {
    const page = await pageSlots.take(() => snapshots.page(view.store, partition, query))
    const found = page && (await followable(page, partition, tail, context))
    if (found !== null) return found
    if (tail.why !== null) throw tail.why instanceof Error ? tail.why : new Lost(tail.why)
    if (time.elapsed() > deadline)
      throw new Error(
        `store "${view.store}", partition ${partition}: ` +
          (page === null
            ? 'no instance has its rows'
            : `its changelog begins after the rows that there are (as of ${page.position}): nothing can follow them`),
      )
    await time.sleep(pauseMs)
  }
}
