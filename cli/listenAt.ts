import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'

/** A Fastify server that is not ready yet. */
export interface Listens {
  readonly server: Server
  listen(at: { readonly host: string; readonly port: number }): Promise<string>
  addHook(name: 'preClose', hook: () => Promise<void>): unknown
}

/**
 * Opens a port; `localhost` stands for every address that it has. All connections are the one server's, under its limits and
 * with its certificate: for `localhost` Fastify would start further servers that have neither. An address after the first that
 * this machine does not have is left out. Rejects with the system's error.
 */
export async function listenAt(
  app: Listens,
  host: string,
  port: number,
  addressesOf = everyAddress,
): Promise<string> {
  const [first, ...others] = host === 'localhost' ? await addressesOf(host) : [host]
  const doors: Server[] = []
  app.addHook('preClose', async () => {
    for (const door of doors) door.close()
  })
  const url = await app.listen({ host: first!, port })
  for (const other of others) {
    // With the options that node:http gives itself.
    const door = createServer({ allowHalfOpen: true, noDelay: true }, socket =>
      app.server.emit('connection', socket),
    )
    try {
      door.listen({ host: other, port: (app.server.address() as AddressInfo).port })
      await once(door, 'listening')
      doors.push(door)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRNOTAVAIL') throw error
    }
  }
  return url
}

const everyAddress = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)
