import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { ConsoleRoute } from './consoleOptions.ts'
import { ownPages } from './ownPages.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** What a page of ours may load and ask: what comes from where it came from. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** millrace's own page, at the prefix with a slash; its few files are kept in memory. Rejects when it is not built. */
export async function servePage(app: FastifyInstance, route: ConsoleRoute): Promise<void> {
  const { tags: _, responses: __, ...own } = route
  const names = await readdir(join(ownPages.dist, 'assets')).catch(() => {
    throw new Error(
      'The console is not built: run `node streams/console/build.ts`, or register millraceConsole with page: false.',
    )
  })
  const files = new Map<string, Buffer>()
  for (const name of names) files.set(name, await readFile(join(ownPages.dist, 'assets', name)))
  const page = await readFile(join(ownPages.dist, 'index.html'))
  const options = { ...own, schema: { hide: true } as object }

  app.get('/', options, async ({ url }, reply) => {
    // The page names its files and its data relative to itself.
    const [path = '', search] = url.split('?')
    if (!path.endsWith('/')) return reply.redirect(`${path}/${search ? `?${search}` : ''}`)
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type(types['.html']!)
      .send(page)
  })
  app.get('/assets/:name', options, async ({ params }, reply) => {
    const { name } = params as { readonly name: string }
    const file = files.get(name)
    if (!file) return reply.callNotFound()
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(types[extname(name)] ?? 'application/octet-stream')
      .send(file)
  })
}
