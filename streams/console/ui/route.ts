import { signal } from '@preact/signals'

/** What the address behind `#` says: `#/agenda/MED-01?day=2026-11-22`. */
export interface Route {
  /** Empty: the page that opens first. */
  readonly page: string
  /** The segments behind the page, decoded. */
  readonly rest: readonly string[]
  readonly query: URLSearchParams
}

export const route = signal<Route>(parse(location.hash))

addEventListener('hashchange', () => {
  route.value = parse(location.hash)
})

/** The address of a page of ours, for `href`. Null and empty values of the query are left out. */
export function pathTo(
  page: string,
  rest: readonly string[] = [],
  query: Readonly<Record<string, string | null>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const search = new URLSearchParams(given).toString()
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}${search && `?${search}`}`
}

/** Goes there; with `replace` the page before stays what "back" leads to. */
export function goTo(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (!replace) {
    location.hash = path
    return
  }
  history.replaceState(null, '', path)
  route.value = parse(path)
}

function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [page = '', ...rest] = path.split('/').map(decoded)
  return { page, rest: rest.filter(Boolean), query: new URLSearchParams(search) }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
