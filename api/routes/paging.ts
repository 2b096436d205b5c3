import { Type } from 'typebox'
import { readCursor } from '../cursor.ts'

/** What every list can be asked. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  cursor: Type.Optional(Type.String({ minLength: 1, description: '`next` of the page before' })),
}

/** For a RowQuery. Throws a Problem for a cursor that is none. */
export function pageOf(query: { readonly limit?: number; readonly cursor?: string }, fallback = 50) {
  return {
    limit: query.limit ?? fallback,
    ...(query.cursor === undefined ? {} : { after: readCursor(query.cursor) }),
  }
}
