import { createServer } from 'node:net'

/** The first port from `start` on that nobody listens at on this machine and that is not `taken`. */
export async function freePort(start: number, taken: readonly number[]): Promise<number> {
  for (let port = start; port <= 65_535; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new Error(`No port above ${start} is free.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
