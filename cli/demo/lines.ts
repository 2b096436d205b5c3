import { type FileHandle, open } from 'node:fs/promises'
import type { PracticeRecord } from '../../practice/practiceRecord.ts'

/** Writes records to a file, a JSON object a line: topic, key, value (text), timestamp, headers (text) where there are any. */
export class Lines {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<Lines> {
    return new Lines(await open(path, 'w'))
  }

  async write(records: readonly PracticeRecord[]): Promise<void> {
    await this.#file.appendFile(records.map(record => `${JSON.stringify(lineOf(record))}\n`).join(''))
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function lineOf({ headers, ...record }: PracticeRecord) {
  if (headers.length === 0) return record
  const texts = headers.map(({ key, value }) => [key, Buffer.from(value).toString()])
  return { ...record, headers: Object.fromEntries(texts) }
}
