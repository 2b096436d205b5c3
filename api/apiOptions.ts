import type { FastifyBaseLogger } from 'fastify'
import type { FeedGenerations, Kafka, Peers } from 'millrace'
import type { DeadLetters } from '../dlq/deadLetters.ts'
import type { OutputOptions } from '../events/outputWriter.ts'
import type { Traces } from '../tracing/traces.ts'
import type { ApiAccess } from './access/apiAccess.ts'
import type { Publisher } from './commands/publisher.ts'
import type { ConnectionLimits, TlsFiles } from './connectionLimits.ts'
import type { Explainer } from './explain/explainer.ts'
import type { FluxLimits } from './flux/fluxLimits.ts'
import type { GenerationAdmin } from './generations/generationAdmin.ts'
import type { Liveness } from './generations/liveness.ts'
import type { Instance } from './instance.ts'
import type { ApiLimits } from './limits.ts'
import type { CommandOutbox } from './outbox/commandOutbox.ts'
import type { Trail } from './trail/trail.ts'

export interface ApiOptions {
  readonly instance: Instance
  /** That the instance runs under. */
  readonly applicationId: string
  /** Whether this instance's generation answers. Default: there is no other. */
  readonly liveness?: Liveness | null
  /** By which the feed and positions go on across a switch. Default: there is no other. */
  readonly feedGenerations?: FeedGenerations | null
  readonly generations: Pick<
    GenerationAdmin,
    'list' | 'compare' | 'switchTo' | 'rollback' | 'retire' | 'abandon'
  >
  readonly publisher: Pick<Publisher, 'publish'>
  /** Where commands are kept while Kafka is away. Default none: they are refused. */
  readonly outbox?: Pick<CommandOutbox, 'isEmpty' | 'keep' | 'status' | 'found'> | null
  /** Who may ask. Default: everybody, at this machine's own address. */
  readonly access?: ApiAccess
  /** Where it is noted who was answered what. Default: nowhere. */
  readonly trail?: Pick<Trail, 'admits' | 'note' | 'counts'> | null
  /** Where it is written down what belongs to traces. Default: nowhere. */
  readonly traces?: Pick<Traces, 'begin' | 'counts'> | null
  readonly limits?: Partial<ApiLimits>
  /** What the feed follows changes by. Default: there is no feed. */
  readonly kafka?: Kafka
  readonly flux?: Partial<FluxLimits>
  readonly connections?: Partial<ConnectionLimits>
  /** Default: HTTP without TLS. */
  readonly tls?: TlsFiles
  /** How commands are written. Default: the envelope. */
  readonly output?: OutputOptions
  readonly deadLetters: Pick<DeadLetters, 'list' | 'get' | 'replay' | 'discard'>
  readonly explain: Explainer
  /** Of every store: how many partitions make a whole answer. */
  readonly partitions: number
  /** Where this instance is reached: peers that are this one are not asked. */
  readonly endpoint: { readonly host: string; readonly port: number }
  /** Local dates of requests and the days of the agenda. */
  readonly zone: string
  readonly logger?: FastifyBaseLogger
  /** How the other instances are asked; closed with the API. Default: over plain HTTP. */
  readonly peers?: Peers
  /** How long an answer may take that others have a part in, ms, beside the time that the caller will wait. Default 2,000. */
  readonly peerDeadlineMs?: number
  readonly now?: () => number
}
