import { hash } from 'node:crypto'
import { invalid } from './problems.ts'

/** What a cursor belongs to: one list, by its route, its path and what narrows it. */
export interface CursorList {
  readonly routeOptions: { readonly url?: string | undefined }
  readonly params: unknown
}

type Narrowing = Readonly<Record<string, unknown>>

/** Raised when what a cursor says changes its meaning: those that are out are refused. */
const version = 1

/**
 * The cursors of one list: opaque to the caller, the same on every instance and after every restart. `narrowing` is what
 * chooses the rows (filters, `at`), not how many of them are on a page: a cursor of another choice, or of another list, is
 * refused. Nothing secret is in it, and nothing depends on its being genuine: it says where to go on and no more.
 */
export class Cursors {
  readonly #list: string

  constructor({ routeOptions, params }: CursorList, narrowing: Narrowing = {}) {
    const given = Object.entries(narrowing)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    this.#list = hash('sha256', JSON.stringify([routeOptions.url, params, given]), 'base64url').slice(0, 12)
  }

  /** `next` is the place in the list that was looked at last; null at the end. */
  write(next: string | null): string | null {
    return next === null
      ? null
      : Buffer.from(JSON.stringify([version, this.#list, next])).toString('base64url')
  }

  /** The place in the list. Throws a Problem for what is no cursor of this list. */
  read(cursor: string): string {
    const [of, list, next] = parsed(cursor)
    if (of !== version || typeof next !== 'string' || next === '') throw noCursor()
    if (list !== this.#list) throw refused(anotherList)
    return next
  }
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(read) && read.length === 3 ? read : []
  } catch {
    return []
  }
}

/** For what is no place in any list. */
export const noCursor = () => refused(notOurs)

const refused = (message: { readonly en: string; readonly fr: string }) =>
  invalid([{ where: 'querystring/cursor', message }])

const notOurs = {
  en: 'is not a cursor: pass `next` of the page before',
  fr: 'n’est pas un curseur : passez `next` de la page précédente',
}
const anotherList = {
  en: 'is the cursor of another list: ask with the same path and filters as for the page before',
  fr: 'est le curseur d’une autre liste : demandez avec le même chemin et les mêmes filtres que pour la page précédente',
}
