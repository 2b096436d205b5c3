import type { DispatcherOptions } from '../../notifications/dispatcher.ts'
import { isRecorded } from '../../tracing/spanContext.ts'
import type { Traces } from '../../tracing/traces.ts'

/** A span for each try to send what a recorded trace asked for. */
export function traceSending(
  traces: Pick<Traces, 'begin'>,
  channel: string,
): NonNullable<DispatcherOptions['began']> {
  return ({ modele }, parent) => {
    if (!isRecorded(parent)) return { ended() {} }
    const span = traces.begin('send notification', {
      kind: 'client',
      parent,
      attributes: { 'notification.channel': channel, ...(modele && { 'notification.modele': modele }) },
    })
    return {
      ended(error) {
        if (error) span.fail(error)
        span.end()
      },
    }
  }
}
