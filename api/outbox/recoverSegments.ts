import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutboxLog } from './outbox.ts'
import type { OutboxEntry } from './outboxEntry.ts'
import { readSegment } from './segment.ts'
import { SegmentFile } from './segmentFile.ts'

export interface Kept {
  /** Its number in the outbox. */
  readonly number: number
  readonly entry: OutboxEntry
  readonly bytes: number
}

export interface Recovered {
  /** Null: there was no outbox here. */
  readonly outboxId: string | null
  readonly segments: readonly SegmentFile[]
  readonly kept: readonly Kept[]
}

/**
 * What an earlier process left. A record that was not written to its end was never acknowledged, and is cut off; what is
 * damaged otherwise is kept beside, as `<segment>.damaged`, and told of.
 */
export async function recoverSegments(folder: string, log: OutboxLog): Promise<Recovered> {
  const names = (await readdir(folder)).filter(name => /^\d+\.log$/.test(name)).sort()
  const segments: SegmentFile[] = []
  const kept: Kept[] = []
  let outboxId: string | null = null
  for (const name of names) {
    const path = join(folder, name)
    const file = await readFile(path)
    const segment = readSegment(file)
    if (!segment) {
      // Cut before its header was whole, it never had a record.
      log.warn({ path, bytes: file.length }, 'a file of the outbox has no beginning; it is set aside')
      if (file.some(byte => byte !== 0)) await rename(path, `${path}.damaged`)
      else await rm(path)
      continue
    }
    const { first, entries, soundBytes } = segment
    if (soundBytes < file.length) await cutOff(path, file.subarray(soundBytes), soundBytes, segment.torn, log)
    outboxId = segment.outboxId
    segments.push(SegmentFile.found(path, first, entries.length, soundBytes))
    for (const [index, each] of entries.entries()) kept.push({ number: first + index, ...each })
  }
  return { outboxId, segments, kept }
}

async function cutOff(
  path: string,
  rest: Buffer,
  soundBytes: number,
  torn: boolean,
  log: OutboxLog,
): Promise<void> {
  const what = torn ? 'the last record of the outbox was not written to its end' : 'the outbox is damaged'
  log.warn({ path, bytes: rest.length }, what)
  if (!torn) await writeFile(`${path}.damaged`, rest, { mode: 0o600 })
  await truncate(path, soundBytes)
}
