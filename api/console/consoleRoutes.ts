import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { Type } from 'typebox'
import type { Api } from '../api.ts'
import { missingPage } from './missingPage.ts'

/** The same for everybody: the page says nothing of what is stored. */
const open = { config: { access: 'open' }, schema: { hide: true } } as const

export interface ConsoleOptions {
  /** Where the built pages are. Read at each request: they may be built while the server runs. */
  readonly dist: string
  /** The practice's, for the page's days and hours. */
  readonly zone: string
}

/** The console at `/`, and what its page loads. Its data is what the API answers, to whom it answers. */
export async function consoleRoutes(app: Api, { dist, zone }: ConsoleOptions): Promise<void> {
  await app.register(fastifyStatic as never, {
    root: join(dist, 'assets'),
    serve: false,
    suppressWarning: true,
  })

  app.get('/', open, async (_request, reply) => {
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache')
    const page = await readFile(join(dist, 'index.html'), 'utf8').catch(() => null)
    if (page === null) return reply.code(503).send(missingPage)
    return page.replace('data-zone=""', `data-zone="${zone}"`)
  })

  // A name has the hash of what it is in it: it never changes.
  app.get(
    '/assets/:name',
    {
      ...open,
      schema: { ...open.schema, params: Type.Object({ name: Type.String({ pattern: '^[\\w.-]+$' }) }) },
    },
    async (request, reply) => {
      return reply.sendFile(request.params.name, { maxAge: '365d', immutable: true })
    },
  )
}
