import { channels, type Failure, type FailureResponse } from 'millrace'
import { Counter, type Registry } from 'prom-client'

interface FailureMessage {
  readonly applicationId: string
  readonly failure: Failure
  readonly response: FailureResponse
}

/** Listens to records that failed; returns how to stop that. */
export function failureMetrics(applicationId: string, registry: Registry): () => void {
  const failures = new Counter({
    name: 'millrace_failures_total',
    help: 'Records that were not processed as meant; response dead-letter: written to the dead-letter topic',
    labelNames: ['stage', 'response', 'topic', 'error'],
    registers: [registry],
  })
  const listen = (message: unknown) => {
    const { failure, response, ...of } = message as FailureMessage
    if (of.applicationId !== applicationId) return
    const { error } = failure
    failures.inc({
      stage: failure.stage,
      response,
      topic: failure.record?.topic ?? 'none',
      // A code where there is one, else the class: never the message, of which there may be any number.
      error: 'code' in error && typeof error.code === 'string' ? error.code : error.name,
    })
  }
  channels.failure.subscribe(listen)
  return () => channels.failure.unsubscribe(listen)
}
