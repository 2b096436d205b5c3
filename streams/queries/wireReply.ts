import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Reply } from './question.ts'

/** A reply as plain JSON: values serialised, bytes as base64. */
export interface WireReply extends Reply {
  readonly rows: readonly (readonly [key: string, value: string, place?: string])[]
}

export function toWire(spec: StoreSpec<unknown, unknown>, reply: Reply): WireReply {
  const { value } = spec
  const write = (row: unknown): string => {
    if (value.format === 'text') return value.serialize(row)
    const bytes = value.serialize(row)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  }
  return { ...reply, rows: reply.rows.map(([key, row, ...place]) => [key, write(row), ...place]) }
}

export function fromWire(spec: StoreSpec<unknown, unknown>, reply: WireReply): Reply {
  const { value } = spec
  const read = (row: string): unknown =>
    value.format === 'text' ? value.deserialize(row) : value.deserialize(Buffer.from(row, 'base64'))
  return { ...reply, rows: reply.rows.map(([key, row, ...place]) => [key, read(row), ...place]) }
}
