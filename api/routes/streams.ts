import type { Queries } from 'millrace'
import { millraceConsole } from 'millrace/console'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

export interface StreamsRoutesOptions {
  readonly instance: Instance
  readonly queries: Queries
  readonly endpoint: { readonly host: string; readonly port: number }
  /** What the other instances are asked with. */
  readonly asking: {
    readonly headers: Readonly<Record<string, string>>
    readonly isSecure: boolean
    readonly deadlineMs: number
  }
}

const route = { responses: { ...invalidResponse, ...awayResponse } }

/** `/api/admin/streams`: the inside of the application, as millrace tells it. What records and rows say is noted. */
export async function streamsRoutes(
  app: Api,
  { instance, queries, endpoint, asking }: StreamsRoutesOptions,
): Promise<void> {
  await app.register(millraceConsole, {
    prefix: '/api/admin/streams',
    streams: instance,
    queries,
    endpoint,
    headers: () => asking.headers,
    isSecure: asking.isSecure,
    deadlineMs: asking.deadlineMs,
    route: { ...route, config: { access: { roles: ['admin', 'observation'] } } },
    contentRoute: { ...route, config: { access: { roles: ['admin'], trail: 'read' } } },
    localRoute: { config: { access: { roles: ['interne'] } } },
    page: false,
  })
}
