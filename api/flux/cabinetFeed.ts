import { Feed, type FeedOptions, QueriedSnapshots, type Queries } from 'millrace'
import { createDecoder } from '../../events/decode.ts'
import { eventTopics } from './eventTopics.ts'
import type { FluxLimits } from './fluxLimits.ts'
import { views } from './views.ts'

export interface CabinetFeedOptions
  extends Pick<FeedOptions, 'kafka' | 'applicationId' | 'topology' | 'generations'> {
  readonly queries: Queries
  readonly limits: FluxLimits
  readonly zone: string
  readonly logger?: FeedOptions['logger']
}

/** The cabinet's views and events for subscribers. */
export function cabinetFeed({ queries, limits, zone, logger, ...options }: CabinetFeedOptions): Feed {
  return new Feed({
    ...options,
    ...(logger && { logger }),
    windowMs: limits.windowMs,
    ringBytes: limits.ringBytes,
    clientBytes: limits.clientBytes,
    views,
    topics: eventTopics(createDecoder({ zone })),
    snapshots: new QueriedSnapshots(queries),
  })
}
