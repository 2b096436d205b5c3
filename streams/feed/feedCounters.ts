/** What has happened since the feed began. */
export class FeedCounters {
  subscribed = 0
  resumed = 0
  /** Of those: with a token of the generation that was live before. */
  crossed = 0
  /** Snapshots begun. */
  snapshots = 0
  /** Changes that a newer one of the same row made needless to a slow client. */
  conflated = 0
  /** Slow clients that fell out of step. */
  outran = 0
  /** Subscriptions that ended because their client was slow. */
  closedSlow = 0
  /** That ended because the view could not be read. */
  failed = 0
  sentBytes = 0
}
