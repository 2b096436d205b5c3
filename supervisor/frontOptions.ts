import type { FastifyBaseLogger, FastifyInstance, FastifyServerOptions } from 'fastify'
import type { InstanceStatus } from './supervisor.ts'

export interface FrontOptions {
  readonly applicationId: string
  readonly instances: () => readonly InstanceStatus[]
  readonly isRestarting: () => boolean
  /** Where a child is asked, as a URL without a path. */
  readonly originOf: (port: number) => string
  /** Asked of a child: 200 when it can answer for everything, all children's work included. */
  readonly wholePath: string
  /** What the children know their supervisor by. */
  readonly headers?: Readonly<Record<string, string>>
  /** How its server is. */
  readonly server?: FastifyServerOptions
  /** Before any route is added: who may call one, by its `config.access`. */
  readonly prepare?: (app: FastifyInstance) => Promise<void>
  readonly logger?: FastifyBaseLogger
}
