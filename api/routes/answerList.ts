import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TObject, type TSchema, Type } from 'typebox'
import { quality } from '../accepted.ts'
import { csvLine } from '../csvLine.ts'
import type { Cursors } from '../cursor.ts'
import { vary } from '../vary.ts'
import { pageOf } from './paging.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A list that is also answered as CSV: the description says so. */
    readonly csv?: boolean
  }
}

/** What a list that may be had as CSV can be asked beside. */
export const formatQuery = {
  format: Type.Optional(
    Type.Unsafe<'json' | 'csv'>({
      type: 'string',
      enum: ['json', 'csv'],
      description:
        'What `Accept` says otherwise: `text/csv` is the whole list, or `limit` rows of it, as it flows from the stores',
    }),
  ),
}

/** The fields of an item, for its columns. */
export type Columns = TObject<Readonly<Record<string, TSchema>>>

export interface ListPage {
  readonly items: readonly object[]
  readonly next: string | null
}

export interface List {
  /** Of the file. */
  readonly name: string
  readonly columns: Columns
  readonly cursors: Cursors
  /** Rows that a CSV has at most. */
  readonly csvRows: number
  read(place: { readonly limit: number; readonly after?: string }): Promise<ListPage>
}

interface ListQuery {
  readonly limit?: number
  readonly cursor?: string
  readonly format?: 'json' | 'csv'
}

export type ListAnswer = ListPage | Readable | string

export const isPage = (answer: ListAnswer): answer is ListPage =>
  typeof answer === 'object' && 'items' in answer

/** A page as JSON; or the list as CSV, read page by page as fast as it is taken. */
export async function answerList(
  request: FastifyRequest,
  reply: FastifyReply,
  list: List,
): Promise<ListAnswer> {
  vary(reply, 'accept')
  const query = request.query as ListQuery
  if (!wantsCsv(query, request.headers.accept)) {
    const { items, next } = await list.read(pageOf(query, list.cursors))
    return { items, next: list.cursors.write(next) }
  }
  const most = Math.min(query.limit ?? list.csvRows, list.csvRows)
  const place = pageOf({ ...query, limit: Math.min(most, pageRows) }, list.cursors)
  // What cannot be answered is a problem as long as nothing is sent.
  const first = await list.read(place)
  reply.type('text/csv; charset=utf-8; header=present')
  reply.header('content-disposition', `attachment; filename="${list.name}.csv"`)
  if (request.method === 'HEAD') return ''
  return Readable.from(linesOf(list, first, most), { objectMode: false })
}

const pageRows = 500

function wantsCsv({ format }: ListQuery, accept: string | undefined): boolean {
  if (format) return format === 'csv'
  const csv = quality(accept, range => range === 'text/csv')
  return csv > quality(accept, range => range === 'application/json')
}

/** Where rows are left out, the last line says so, and where they begin: it is no row, and has its number of cells. */
async function* linesOf(list: List, first: ListPage, most: number): AsyncGenerator<string> {
  const columns = Object.keys(list.columns.properties)
  const line = (item: object) => csvLine(columns.map(column => (item as Record<string, unknown>)[column]))
  yield csvLine(columns)
  let left = most
  let page = first
  for (;;) {
    if (page.items.length > 0) yield page.items.map(line).join('')
    left -= page.items.length
    if (page.next === null) return
    if (left <= 0) break
    page = await list.read({ limit: Math.min(left, pageRows), after: page.next })
  }
  yield csvLine(columns.map((_, column) => ['#next', list.cursors.write(page.next)][column]))
}
