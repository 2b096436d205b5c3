import type { Logger } from 'pino'
import type { Config } from '../config/readConfig.ts'
import { openTraces } from '../tracing/openTraces.ts'
import { traceRecords } from '../tracing/traceRecords.ts'
import type { Traces } from '../tracing/traces.ts'

/** The configured collector's, for the streams of this process too; null: there is none, and nothing of OpenTelemetry is loaded. */
export async function tracesOf(
  config: Config,
  told: {
    /** That the streams run under. */
    readonly applicationId: string
    readonly service: string
    readonly instance: string
    readonly logger: Logger
  },
): Promise<Traces | null> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config
  if (endpoint === null) return null
  const traces = await openTraces({
    endpoint,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    service: told.service,
    instance: told.instance,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
    maxQueue: config.OTEL_BSP_MAX_QUEUE_SIZE,
    delayMs: config.OTEL_BSP_SCHEDULE_DELAY,
    timeoutMs: config.OTEL_EXPORTER_OTLP_TIMEOUT,
    log: told.logger,
  })
  const forget = traceRecords(traces, told.applicationId)
  return {
    begin: traces.begin,
    counts: traces.counts,
    close() {
      forget()
      return traces.close()
    },
  }
}

/** The name that spans of this process go under. */
export const serviceOf = (config: Config): string => config.OTEL_SERVICE_NAME ?? config.APPLICATION_ID
