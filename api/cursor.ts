import { invalid } from './problems.ts'

/** A page's place in its list, opaque to the caller: the last key that was looked at. */
export const writeCursor = (next: string | null): string | null =>
  next === null ? null : Buffer.from(next).toString('base64url')

/** Throws a Problem for what is no cursor of ours. */
export function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (key !== '' && writeCursor(key) === cursor) return key
  const message = {
    en: 'is not a cursor: pass `next` of the page before',
    fr: 'n’est pas un curseur : passez `next` de la page précédente',
  }
  throw invalid([{ where: 'querystring/cursor', message }])
}
