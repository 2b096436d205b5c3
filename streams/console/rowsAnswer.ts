import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Queries } from '../queries/queries.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import type { RowsAnswer } from './answers.ts'
import { plain } from './plain.ts'

export interface RowsQuery {
  readonly from?: string
  readonly prefix?: string
  readonly after?: string
  readonly partition?: number
  readonly limit?: number
}

/**
 * A page of a store's committed rows. Keys are told, and asked for, as their text; those that are bytes in hexadecimal digits.
 * Rejects with a RangeError for a key that the store cannot have, and as `Queries.page` does.
 */
export async function rowsAnswer(
  queries: Pick<Queries, 'page'>,
  spec: StoreSpec<unknown, unknown>,
  { from, prefix, after, partition, limit = 50 }: RowsQuery,
): Promise<RowsAnswer> {
  const shown = shownKeys(spec)
  const key = (name: string, given: string | undefined) =>
    given === undefined ? {} : { [name]: shown.read(given) }
  const { value, missing } = await queries.page<unknown, unknown>(
    spec.name,
    {
      ...key('from', from),
      ...key('prefix', prefix),
      ...key('after', after),
      ...(partition !== undefined && { partitions: [partition] }),
      limit,
    },
    { partial: true },
  )
  return {
    rows: value.rows.map(([each, row]) => ({ key: shown.show(each), value: plain(row) })),
    next: value.next === null ? null : shown.show(value.next),
    missing,
  }
}

function shownKeys({ name, key }: StoreSpec<unknown, unknown>) {
  const texts: KeyText<unknown> = keyText(key)
  const isText = key.format === 'text'
  return {
    show: (each: unknown) =>
      isText ? texts.toText(each) : texts.toBytes(texts.toText(each)).toString('hex'),
    read: (text: string): unknown => {
      try {
        return texts.fromText(isText ? text : texts.fromBytes(Buffer.from(text, 'hex')))
      } catch (error) {
        throw new RangeError(`"${text}" is no key of store "${name}": ${(error as Error).message}`)
      }
    },
  }
}
