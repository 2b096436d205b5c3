import type { Server } from 'node:http'

/** What connections may cost, however they behave. */
export interface ConnectionLimits {
  /** Open at the same time; one more is closed at once. */
  readonly connections: number
  /** Of them from one address, so that nobody takes all. */
  readonly perAddress: number
  /** How long a request's head may take to arrive. */
  readonly headersMs: number
  /** How long a whole request may take to arrive. */
  readonly requestMs: number
  /** How long a connection without a request is kept. */
  readonly keepAliveMs: number
  /** Of a request's head. */
  readonly headerBytes: number
}

export const defaultConnectionLimits: ConnectionLimits = {
  connections: 10_000,
  perAddress: 5_000,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  headerBytes: 16 * 1024,
}

/** Certificate and key as PEM; renewed ones are given to the server. */
export interface TlsFiles {
  readonly cert: Buffer
  readonly key: Buffer
}

/** For Fastify; limitConnections adds what a server has beside them. */
export function serverOptions(limits: ConnectionLimits, tls: TlsFiles | null) {
  const { requestMs, keepAliveMs, headersMs, headerBytes } = limits
  const http = {
    headersTimeout: Math.min(headersMs, requestMs),
    maxHeaderSize: headerBytes,
    // How long one that is too slow may be overlooked.
    connectionsCheckingInterval: Math.min(1_000, headersMs),
  }
  return {
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    ...(tls
      ? { https: { ...http, ...tls, minVersion: 'TLSv1.2' as const, handshakeTimeout: headersMs } }
      : { http }),
  }
}

/** Of a server that does not listen yet. Connections that are handed to it (its event `connection`) count like its own. */
export function limitConnections(server: Server, { connections, perAddress }: ConnectionLimits): void {
  const open = new Map<string, number>()
  let all = 0
  server.on('connection', socket => {
    const address = socket.remoteAddress ?? ''
    const count = (open.get(address) ?? 0) + 1
    if (count > perAddress || all >= connections) {
      socket.destroy()
      return
    }
    all++
    open.set(address, count)
    socket.once('close', () => {
      all--
      const left = open.get(address)! - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}
