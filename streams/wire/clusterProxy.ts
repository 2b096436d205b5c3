import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { BrokerAddress } from './kafka.ts'

/**
 * Stands between a client and each broker of a cluster, for tests: connections can be cut, answers held back, new
 * connections refused, and everything stopped on its way. The addresses in metadata are rewritten, so that a client
 * never gets past it.
 */
export class ClusterProxy {
  readonly addresses: string[] = []
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  readonly #rewrites: (readonly [Buffer, Buffer])[] = []
  #refusing = false
  #frozen = false
  #holding: { resolve: () => void } | null = null
  #refused = 0

  static async before(brokers: readonly BrokerAddress[]): Promise<ClusterProxy> {
    const proxy = new ClusterProxy()
    for (const broker of brokers) await proxy.#serve(broker)
    return proxy
  }

  /** Connections that were refused. */
  get refused(): number {
    return this.#refused
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  refuse(): void {
    this.#refusing = true
    this.cut()
  }

  /** Swallows every answer; resolves when there was one, so that what it answers has been carried out. */
  hold(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#holding = { resolve }
    return promise
  }

  /** Nothing passes in either direction, and no connection ends: what is on its way arrives after `resume`. */
  freeze(): void {
    this.#frozen = true
    for (const socket of this.#sockets) socket.pause()
  }

  resume(): void {
    this.#refusing = false
    this.#holding = null
    this.#frozen = false
    for (const socket of this.#sockets) socket.resume()
  }

  close(): void {
    this.cut()
    for (const server of this.#servers) server.close()
  }

  async #serve(broker: BrokerAddress): Promise<void> {
    const server = createServer(client => {
      if (this.#refusing) {
        this.#refused++
        client.destroy()
        return
      }
      const upstream = connect(broker.port, broker.host)
      client.on('data', data => upstream.write(data))
      upstream.on('data', data => {
        if (this.#holding) this.#holding.resolve()
        else client.write(this.#rewritten(data))
      })
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket)
        if (this.#frozen) socket.pause()
        socket.on('error', () => {})
        socket.on('close', () => {
          this.#sockets.delete(socket)
          other.destroy()
        })
      }
    })
    server.listen(0, broker.host)
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening on a port')
    this.#servers.push(server)
    this.addresses.push(`${broker.host}:${address.port}`)
    this.#rewrites.push([hostAndPort(broker.host, broker.port), hostAndPort(broker.host, address.port)])
  }

  #rewritten(data: Buffer): Buffer {
    for (const [from, to] of this.#rewrites) {
      for (let at = data.indexOf(from); at >= 0; at = data.indexOf(from, at + to.length)) to.copy(data, at)
    }
    return data
  }
}

/** As it stands in answers: the host as a compact string, the port as an int32. */
function hostAndPort(host: string, port: number): Buffer {
  const bytes = Buffer.alloc(1 + host.length + 4)
  bytes[0] = host.length + 1
  bytes.write(host, 1)
  bytes.writeInt32BE(port, 1 + host.length)
  return bytes
}
