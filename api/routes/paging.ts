import { Type } from 'typebox'
import type { Cursors } from '../cursor.ts'

/** What every list can be asked. */
export const paging = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Rows of a page' }),
  ),
  cursor: Type.Optional(Type.String({ minLength: 1, description: '`next` of the page before' })),
}

/** For a RowQuery. Throws a Problem for a cursor that is not one of this list. */
export function pageOf(
  query: { readonly limit?: number; readonly cursor?: string },
  cursors: Cursors,
  fallback = 50,
) {
  return {
    limit: query.limit ?? fallback,
    ...(query.cursor === undefined ? {} : { after: cursors.read(query.cursor) }),
  }
}
