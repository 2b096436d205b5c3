import diagnostics from 'node:diagnostics_channel'

/** Metrics and tracing attach here from outside; nothing is paid while nobody listens. docs/observability.md lists the messages. */
export const channels = {
  /** CommitReport & { applicationId } */
  commit: diagnostics.channel('millrace:commit'),
  /** { applicationId, failure, response } */
  failure: diagnostics.channel('millrace:failure'),
  /** TracedRecord: a record that belongs to a trace begins to be processed. Its `context` may be changed. */
  record: diagnostics.channel('millrace:record'),
  /** { record: TracedRecord, error }: it is processed; not committed yet. */
  processed: diagnostics.channel('millrace:processed'),
  /** FollowedOutput: it is to be written for such a record. Its `context` may be changed. */
  output: diagnostics.channel('millrace:output'),
  /** { applicationId, at, outputs: FollowedOutput[] }: these are committed; those of traces, and some of the others. */
  committed: diagnostics.channel('millrace:committed'),
  /** RestoreProgress & { applicationId, phase: 'begin' | 'progress' | 'end' } */
  restore: diagnostics.channel('millrace:restore'),
  /** { applicationId, from, to } */
  state: diagnostics.channel('millrace:state'),
}
