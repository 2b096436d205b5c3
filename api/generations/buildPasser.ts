import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { passOn } from '../../forward/passOn.ts'
import type { ApiAccess } from '../access/apiAccess.ts'
import { guard } from '../access/guard.ts'
import { answerProblems } from '../answerProblems.ts'
import type { Api } from '../api.ts'
import { originOf } from '../originOf.ts'
import type { Liveness } from './liveness.ts'

export interface PasserOptions {
  readonly access: ApiAccess
  readonly liveness: Pick<Liveness, 'generation' | 'endpoints'>
  /** Whether instances are asked by https. */
  readonly isSecure: boolean
  readonly logger?: FastifyBaseLogger
}

/** Says which generation a request was passed on by: it is not passed on once more. */
export const passedOnBy = 'x-passed-on-by-generation'

let turn = 0

/** A server that never listens: it passes everything that it is given on to an instance of the live generation. */
export async function buildPasser(options: PasserOptions): Promise<FastifyInstance> {
  const { access, liveness, isSecure, logger } = options
  const app = Fastify({
    ...(logger ? { loggerInstance: logger.child({}, { level: 'error' }) } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    ...(access.trustedProxies.length > 0 && { trustProxy: [...access.trustedProxies] }),
  }) as unknown as FastifyInstance
  answerProblems(app)
  await guard(app as unknown as Api, { ...access, rows: null })
  passOn(app, {
    origins: async ({ headers }) => {
      if (headers[passedOnBy] !== undefined) return []
      const all = (await liveness.endpoints()).map(each => originOf(each, isSecure))
      turn = (turn + 1) % 1_000_000
      const first = all.length === 0 ? 0 : turn % all.length
      return [...all.slice(first), ...all.slice(0, first)]
    },
    nobody: 'No instance of the live generation can be asked now.',
    headers: { [passedOnBy]: String(liveness.generation) },
  })
  await app.ready()
  return app
}
