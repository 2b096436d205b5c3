import { Described } from './described.ts'

const descriptions = new Map<string, Promise<Described>>()

const descriptionOf = async (origin: string) =>
  new Described((await (await fetch(`${origin}/openapi.json`)).json()) as object)

/** fetch; rejects where the answer is not what the server's own /openapi.json says of it. */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const { origin, pathname, search } = new URL(url)
  const answer = await fetch(url, init)
  if (!descriptions.has(origin)) descriptions.set(origin, descriptionOf(origin))
  const faults = (await descriptions.get(origin)!).faults({
    method: init.method ?? 'GET',
    path: pathname + search,
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.clone().text(),
  })
  if (faults.length > 0) throw new Error(`Not as /openapi.json says: ${faults.join('; ')}`)
  return answer
}
