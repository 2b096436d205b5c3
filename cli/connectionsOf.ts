import type { ConnectionLimits } from '../api/connectionLimits.ts'
import type { Config } from '../config/readConfig.ts'

export const connectionsOf = (config: Config): ConnectionLimits => ({
  connections: config.HTTP_CONNECTIONS,
  perAddress: config.HTTP_CONNECTIONS_PER_ADDRESS,
  headersMs: config.HTTP_HEADERS_MS,
  requestMs: config.HTTP_REQUEST_MS,
  keepAliveMs: config.HTTP_KEEP_ALIVE_MS,
  headerBytes: config.HTTP_HEADER_BYTES,
})
