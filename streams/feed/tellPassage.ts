import type { Entry } from './entry.ts'
import type { FeedContext } from './feedContext.ts'
import type { Filter } from './filter.ts'
import { type Frame, liveFrame, newsFrame } from './frame.ts'
import type { Held } from './held.ts'
import { News } from './news.ts'
import type { Passage } from './resumeFrom.ts'
import { firstFrom } from './segments.ts'
import { writeToken } from './token.ts'

export interface PassageTelling {
  readonly id: string
  readonly filter: Filter
  /** Follows what is told. */
  readonly held: Held | null
  readonly context: FeedContext
  send(frame: Frame): void
  /** Resolves when the client can take more. */
  room(): Promise<void>
  readonly isEnded: () => boolean
}

/** Tells what lies on the way to another generation; each frame with the place behind it. Throws Lost. */
export async function tellPassage(passage: Passage, telling: PassageTelling): Promise<void> {
  const { token, crossing, differing } = passage
  const { id, filter, held, context, send, room, isEnded } = telling
  const positions = [...passage.positions]
  const told = [...passage.told]
  const place = () =>
    writeToken({
      ...token,
      time: context.time.now(),
      positions: new Map([[crossing.topic, positions]]),
      ...(filter.mayCease && { held }),
      crossing: { cut: crossing.cut, told },
    })
  let news = new News(false)
  const flush = async () => {
    if (news.bytes > 0) send(newsFrame(id, 'changes', news.text, place()))
    news = new News(false)
    await room()
  }
  const add = async (entry: Entry) => {
    const json = filter.pass(entry, held)
    if (json !== null) news.add(entry, json)
    if (news.bytes >= context.frameBytes) await flush()
  }

  send(liveFrame(id, place()))
  for (const [partition, log] of crossing.logs.entries()) {
    while (positions[partition]! < log.head) {
      const from = positions[partition]!
      const segment = log.find(from) ?? (await log.load(from))
      for (const entry of segment.entries.slice(firstFrom(segment.entries, from))) {
        positions[partition] = entry.offset + 1
        await add(entry)
        if (isEnded()) return
      }
      positions[partition] = segment.to
      if (isEnded()) return
    }
  }
  for (const [partition, entries] of differing.entries()) {
    for (const entry of entries.slice(told[partition])) {
      told[partition]!++
      await add(entry)
      if (isEnded()) return
    }
  }
  await flush()
}
