import type { Header } from '../graph/streamRecord.ts'
import type { OutputRecord } from '../processing/recordWriter.ts'

/** A record as it lies in a test's topic. */
export interface TestRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: readonly Header[]
}

/** The topics of a test: what tasks have yet to read, and what was written since the test last looked. */
export class TestPartitions {
  readonly #choose: (candidates: readonly { readonly topic: string; readonly partition: number }[]) => number
  readonly #unread = new Map<string, TestRecord[]>()
  readonly #written = new Map<string, TestRecord[]>()
  readonly #ends = new Map<string, number>()

  constructor(
    choose:
      | ((candidates: readonly { readonly topic: string; readonly partition: number }[]) => number)
      | undefined,
  ) {
    this.#choose = choose ?? (() => 0)
  }

  append(record: OutputRecord, partition: number, isRead: boolean): void {
    const id = `${record.topic}\0${partition}`
    const offset = this.#ends.get(id) ?? 0
    this.#ends.set(id, offset + 1)
    const bytes = (data: string | Uint8Array | null) => (data === null ? null : Buffer.from(data as string))
    const stored: TestRecord = {
      topic: record.topic,
      partition,
      offset,
      key: bytes(record.key),
      value: bytes(record.value),
      timestamp: record.timestamp,
      headers: record.headers,
    }
    push(this.#written, record.topic, stored)
    if (isRead) push(this.#unread, id, stored)
  }

  take(): TestRecord | undefined {
    const candidates = [...this.#unread.values()].filter(queue => queue.length > 0)
    if (candidates.length === 0) return undefined
    const queue =
      candidates.length === 1
        ? candidates[0]!
        : candidates[this.#choose(candidates.map(waiting => waiting[0]!))]!
    const record = queue.shift()!
    // Back to the end of the Map, so that the order of the candidates is that of their first records.
    const id = `${record.topic}\0${record.partition}`
    this.#unread.delete(id)
    if (queue.length > 0) this.#unread.set(id, queue)
    return record
  }

  drain(topic: string): readonly TestRecord[] {
    const written = this.#written.get(topic) ?? []
    this.#written.delete(topic)
    return written
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
