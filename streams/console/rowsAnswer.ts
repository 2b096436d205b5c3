import type { StoreSpec } from '../graph/storeSpec.ts'
import { DataCopy } from '../operators/dataCopy.ts'
import type { Queries } from '../queries/queries.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import type { RowsAnswer } from './answers.ts'

/** Of one row; what is more is cut. */
const mostRowBytes = 16 * 1024

export interface RowsQuery {
  readonly from?: string
  readonly prefix?: string
  readonly after?: string
  readonly partition?: string
  readonly limit?: string
}

const key = { type: 'string', maxLength: 1_000 }
export const rowsQuery = {
  from: { ...key, description: 'Only keys from this one on' },
  prefix: { ...key, description: 'Only keys that begin like this' },
  after: { ...key, description: 'The `next` of the page before' },
  // Numbers as text: not every validator that a server may have makes numbers of what a query says.
  partition: { type: 'string', pattern: '^\\d{1,5}$', description: 'Only the rows of this partition' },
  limit: {
    type: 'string',
    pattern: '^([1-9]\\d?|1\\d\\d|200)$',
    description: 'Rows of a page: 1 to 200, by default 50',
  },
}

/**
 * A page of a store's committed rows. Keys are told, and asked for, as their text; those that are bytes in hexadecimal digits.
 * Rejects with a RangeError (400) for a key that the store cannot have, and as `Queries.page` does.
 */
export async function rowsAnswer(
  queries: Pick<Queries, 'page'>,
  spec: StoreSpec<unknown, unknown>,
  { from, prefix, after, partition, limit = '50' }: RowsQuery,
): Promise<RowsAnswer> {
  const shown = shownKeys(spec)
  const asked = (name: string, given: string | undefined) =>
    given === undefined ? {} : { [name]: shown.read(given) }
  const { value, missing } = await queries.page<unknown, unknown>(
    spec.name,
    {
      ...asked('from', from),
      ...asked('prefix', prefix),
      ...asked('after', after),
      ...(partition !== undefined && { partitions: [Number(partition)] }),
      limit: Number(limit),
    },
    { partial: true },
  )
  return {
    rows: value.rows.map(([each, row]) => ({
      key: shown.show(each),
      value: new DataCopy(mostRowBytes).of(row),
    })),
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
        const why = `"${text}" is no key of store "${name}": ${(error as Error).message}`
        throw Object.assign(new RangeError(why), { statusCode: 400 })
      }
    },
  }
}
