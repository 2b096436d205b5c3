import diagnostics from 'node:diagnostics_channel'

/** Metrics and tracing attach here from outside; nothing is paid while nobody listens. docs/observability.md lists the messages. */
export const channels = {
  /** CommitReport & { applicationId } */
  commit: diagnostics.channel('millrace:commit'),
  /** { applicationId, failure, response } */
  failure: diagnostics.channel('millrace:failure'),
  /** RestoreProgress & { applicationId, phase: 'begin' | 'progress' | 'end' } */
  restore: diagnostics.channel('millrace:restore'),
  /** { applicationId, from, to } */
  state: diagnostics.channel('millrace:state'),
}
