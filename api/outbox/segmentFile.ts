import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeHeader, headerLength } from './segment.ts'

export const segmentName = (first: number) => `${String(first).padStart(16, '0')}.log`

/** A segment on the disk. Records are appended only by the process that created it. */
export class SegmentFile {
  readonly path: string
  /** Number of its first record. */
  readonly first: number
  /** Number of the record after its last. */
  next: number
  bytes: number
  readonly #file: FileHandle | null
  /** What it was not possible to take back: what lies in the file is not known. */
  #broken: unknown = null

  private constructor(path: string, first: number, next: number, bytes: number, file: FileHandle | null) {
    this.path = path
    this.first = first
    this.next = next
    this.bytes = bytes
    this.#file = file
  }

  /** One that an earlier process wrote. */
  static found(path: string, first: number, records: number, bytes: number): SegmentFile {
    return new SegmentFile(path, first, first + records, bytes, null)
  }

  /** A new one, empty. It is on the disk when this resolves; only its owner may read it. */
  static async create(folder: string, outboxId: string, first: number): Promise<SegmentFile> {
    const path = join(folder, segmentName(first))
    const file = await open(path, 'w', 0o600)
    try {
      await file.write(encodeHeader(outboxId, first), 0, headerLength, 0)
      await file.datasync()
      await syncFolder(folder)
    } catch (error) {
      await file.close().catch(() => {})
      throw error
    }
    return new SegmentFile(path, first, first, headerLength, file)
  }

  /** Resolves when the records are on the disk. Rejects when the disk refuses: the file is then as it was, or takes no more. */
  async append(frames: readonly Buffer[]): Promise<void> {
    if (this.#broken) throw this.#broken
    const file = this.#file!
    const data = Buffer.concat(frames)
    try {
      for (let written = 0; written < data.length; ) {
        const { bytesWritten } = await file.write(data, written, data.length - written, this.bytes + written)
        written += bytesWritten
      }
      await file.datasync()
    } catch (error) {
      await file.truncate(this.bytes).catch(() => {
        this.#broken = error
      })
      throw error
    }
    this.bytes += data.length
    this.next += frames.length
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  async remove(): Promise<void> {
    await this.close()
    await rm(this.path, { force: true })
  }
}

/** A file's name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
