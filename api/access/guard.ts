import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import type { Rows } from '../rows/rows.ts'
import type { Access } from './access.ts'
import { type Admission, admission } from './admission.ts'
import type { ApiAccess } from './apiAccess.ts'
import type { Authenticator } from './authenticator.ts'
import { credentialOf } from './credentialOf.ts'
import { isLocal } from './localOrigin.ts'
import { narrow } from './narrow.ts'
import { OwnRows } from './ownRows.ts'
import { everybody, type Principal } from './principal.ts'
import { rates } from './rates.ts'
import { forbidden, foreignOrigin, unauthenticated } from './refusals.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null: a route that is open to all. */
    principal: Principal | null
    /** What of the route is for whoever asks. */
    admission: Admission | null
  }
  interface FastifyInstance {
    /** Every route that was added, and for whom it is. */
    readonly declaredRoutes: readonly DeclaredRoute[]
  }
}

export interface DeclaredRoute {
  readonly method: string
  /** As Fastify has it. */
  readonly url: string
  readonly access: Access
}

export interface GuardOptions extends Pick<ApiAccess, 'authenticator' | 'origins' | 'rates'> {
  /** By which is told what is a médecin's; null: of a server that has nothing of theirs. */
  readonly rows: Rows | null
}

/**
 * Before every handler that is added from now on: who asks, and whether the route is for him. Adding a route that does not say
 * for whom it is throws.
 */
export async function guard(api: Api, options: GuardOptions): Promise<void> {
  const { authenticator, origins, rows } = options
  const app = api as unknown as FastifyInstance
  const rate = await rates(api, options.rates)
  const own = rows && new OwnRows(rows)
  app.decorateRequest('principal', null)
  app.decorateRequest('admission', null)

  const declared: DeclaredRoute[] = []
  app.decorate('declaredRoutes', declared)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined)
      throw new Error(
        `${String(method)} ${url} does not say who may call it: config.access (api/access/access.ts)`,
      )
    declared.push({ method: String(method), url, access: config.access })
  })

  const whoAsks = async (request: FastifyRequest, authenticator: Authenticator): Promise<Principal> => {
    const credential = credentialOf(request.headers)
    const principal = credential === null ? null : await authenticator.principalOf(credential)
    if (principal) return principal
    await rate.failure(request)
    throw unauthenticated(credential !== null)
  }

  if (authenticator === null) {
    app.addHook('onRequest', (request, _reply, done) => {
      request.principal = everybody
      done(isLocal(request.headers, origins) ? undefined : foreignOrigin())
    })
    return
  }

  app.addHook('onRequest', async request => {
    const access = request.routeOptions.config.access ?? 'open'
    if (access === 'elsewhere') return
    if (access === 'open') return rate.address(request)
    request.principal = await whoAsks(request, authenticator)
    if (!request.principal.roles.includes('interne')) await rate.principal(request)
    request.admission = admission(access, request.principal)
    if (!request.admission.admitted) throw forbidden()
  })

  // Before what was sent is judged: nobody learns of others' by trying. Of a list, what was asked for has to be known.
  for (const moment of ['preValidation', 'preHandler'] as const)
    app.addHook(moment, async request => {
      const { principal, admission } = request
      if (!admission?.admitted || admission.own === null) return
      if ((admission.own === 'his-rows') === (moment === 'preHandler'))
        await narrow(request, admission.own, principal!.medecinId!, own!)
    })
}
