import type { FastifyBaseLogger } from 'fastify'
import type { InstanceStatus } from './supervisor.ts'

export interface FrontOptions {
  readonly applicationId: string
  readonly instances: () => readonly InstanceStatus[]
  readonly isRestarting: () => boolean
  /** Where a child is asked, as a URL without a path. */
  readonly originOf: (port: number) => string
  /** Asked of a child: 200 when it can answer for everything, all children's work included. */
  readonly wholePath: string
  readonly logger?: FastifyBaseLogger
}
