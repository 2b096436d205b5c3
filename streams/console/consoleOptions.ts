import type { RouteShorthandOptions } from 'fastify'
import type { Endpoint } from '../queries/instanceEndpoint.ts'
import type { Queries } from '../queries/queries.ts'
import type { KafkaStreams } from '../runtime/kafkaStreams.ts'

/** What the console asks of the application that runs in this process. */
export type ConsoleInstance = Pick<
  KafkaStreams,
  'topology' | 'endpoints' | 'status' | 'hashes' | 'flow' | 'watch' | 'recent' | 'failures' | 'timeline'
>

/** Merged into routes, such as `{ config: … }` by which an application's own hooks know who may ask. */
export type ConsoleRoute = Pick<RouteShorthandOptions, 'config' | 'onRequest' | 'preHandler'> & {
  /** Under which a description of the API lists them. */
  readonly tags?: readonly string[]
  /** What else they may answer, by status, as schemas. */
  readonly responses?: Readonly<Record<string, object>>
}

export interface MillraceConsoleOptions {
  readonly streams: ConsoleInstance
  /** By which rows are read. */
  readonly queries: Pick<Queries, 'page'>
  /** Where this instance is reached, as its own option says, so that it does not ask itself; null (default): it has no others. */
  readonly endpoint?: Endpoint | null
  /** Sent along when other instances are asked. They are asked at the same path. Default: none. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Whether the others are asked by https. Default false. */
  readonly isSecure?: boolean
  /** How long the others may take, ms. Default 2,000. */
  readonly deadlineMs?: number
  /** For all routes. Who has no access rules: whoever reaches the server sees all, rows included. */
  readonly route?: ConsoleRoute
  /** For routes that show what records and rows say, instead of `route`. */
  readonly contentRoute?: ConsoleRoute
  /** For what the instances ask each other, instead of `route`. */
  readonly localRoute?: ConsoleRoute
  /** Whether to serve millrace's own page at the prefix; it must be built (`streams/console/build.ts`). Default true. */
  readonly page?: boolean
}
