import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import type { Endpoint } from '../instanceEndpoint.ts'
import type { Peers } from '../peers.ts'
import type { Question } from '../question.ts'
import type { WireReply } from '../wireReply.ts'

export interface HttpPeersOptions {
  /** Where questions are posted. Default `/internal/queries`. */
  readonly path?: string
  /** Connections to one instance at most; further questions wait for one, within their deadline. Default 32. */
  readonly sockets?: number
  /** Of an answer, at most. Default 64 MiB. */
  readonly maxBytes?: number
  /** Added to every question. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Null (default): plain HTTP. */
  readonly tls?: SecureContextOptions | null
}

/** Instances reached over HTTP: questions and answers as JSON, over connections that are kept. */
export class HttpPeers implements Peers {
  readonly #options: Required<HttpPeersOptions>
  readonly #agent: Agent
  readonly #request: typeof request

  constructor(options: HttpPeersOptions = {}) {
    this.#options = {
      path: '/internal/queries',
      sockets: 32,
      maxBytes: 64 * 1024 * 1024,
      headers: () => ({}),
      tls: null,
      ...options,
    }
    const { sockets, tls } = this.#options
    const kept = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets }
    this.#agent = tls ? new TlsAgent({ ...tls, ...kept }) : new Agent(kept)
    this.#request = tls ? (tlsRequest as typeof request) : request
  }

  ask(endpoint: Endpoint, question: Question, signal: AbortSignal): Promise<WireReply> {
    return this.#post(endpoint, JSON.stringify(question), signal, true)
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(endpoint: Endpoint, body: string, signal: AbortSignal, mayRepeat: boolean): Promise<WireReply> {
    const { path, headers, maxBytes } = this.#options
    return new Promise((resolve, reject) => {
      const sent = this.#request({
        agent: this.#agent,
        host: endpoint.host,
        port: endpoint.port,
        method: 'POST',
        path,
        headers: {
          ...headers(),
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        signal,
      })
      sent.on('error', error => {
        // A kept connection that the other side closed at that moment: the question was not read.
        if (mayRepeat && isStale(sent, error)) this.#post(endpoint, body, signal, false).then(resolve, reject)
        else reject(error)
      })
      sent.on('response', answer => {
        read(answer, maxBytes)
          .then(text => {
            if (answer.statusCode !== 200)
              throw new Error(`${endpoint.host}:${endpoint.port} answered ${answer.statusCode}`)
            resolve(JSON.parse(text) as WireReply)
          }, reject)
          .catch(reject)
      })
      sent.end(body)
    })
  }
}

const isStale = (sent: ClientRequest, error: Error) =>
  sent.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

async function read(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`An answer of more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
