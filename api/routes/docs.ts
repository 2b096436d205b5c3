import { createHash } from 'node:crypto'
import { asyncapi } from '../../events/schemas/asyncapi.ts'
import type { Api } from '../api.ts'
import { docsPage, style } from '../docsPage.ts'

const styleHash = createHash('sha256').update(style).digest('base64')
/** The page has no script and fetches nothing. */
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The same for everybody: it says nothing of what is stored. */
const open = { config: { access: 'open' }, schema: { hide: true } } as const

/** `/openapi.json`, and `/docs`: the same for people, as one page that works offline. `/asyncapi.json`: what flows through Kafka. */
export function docsRoutes(app: Api): void {
  app.get('/openapi.json', open, async (_request, reply) => {
    reply.type('application/json')
    return app.swagger()
  })

  app.get('/asyncapi.json', open, async (_request, reply) => {
    reply.type('application/json')
    return asyncapi()
  })

  let page: string | null = null
  app.get('/docs', open, async (_request, reply) => {
    page ??= docsPage(app.swagger() as never)
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
    return page
  })
}
