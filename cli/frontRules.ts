import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { ApiAccess } from '../api/access/apiAccess.ts'
import { guard } from '../api/access/guard.ts'
import { answerProblems } from '../api/answerProblems.ts'
import type { Api } from '../api/api.ts'
import { limitConnections, serverOptions } from '../api/connectionLimits.ts'
import type { Config } from '../config/readConfig.ts'
import { connectionsOf } from './connectionsOf.ts'
import type { Tls } from './tlsOf.ts'

/** How a server of ours that is not the API is. */
export const frontServer = (
  { trustedProxies }: ApiAccess,
  config: Config,
  tls: Tls | null,
): FastifyServerOptions =>
  ({
    ...serverOptions(connectionsOf(config), tls && { cert: tls.cert, key: tls.key }),
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
  }) as FastifyServerOptions

/** The API's rules, for a server that has nothing of a médecin: before its routes are added. */
export async function prepareFront(
  app: FastifyInstance,
  access: ApiAccess,
  config: Config,
  tls: Tls | null,
): Promise<void> {
  tls?.keepCurrent(app.server)
  limitConnections(app.server, connectionsOf(config))
  answerProblems(app)
  await guard(app as unknown as Api, { ...access, rows: null })
}
