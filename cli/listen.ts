import { portHolder } from '../broker/portHolder.ts'
import type { Config } from '../config/readConfig.ts'
import { type Listens, listenAt } from './listenAt.ts'
import { StartError } from './startError.ts'
import { type Listening, urlOf } from './urlOf.ts'

/** Opens the port; resolves to the URL to show. Throws StartError with the way out where it cannot. */
export async function listen(server: Listens, at: Listening & Pick<Config, 'PORT'>): Promise<string> {
  const { HOST, PORT } = at
  try {
    await listenAt(server, HOST, PORT)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') throw portTaken(PORT)
    if (code === 'EACCES')
      throw new StartError(
        `Port ${PORT} needs more rights than this process has. Choose one above 1023: PORT=3000.`,
      )
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(
        `HOST=${HOST} is no address of this machine. HOST=127.0.0.1 is, and 0.0.0.0 stands for all.`,
      )
    throw error
  }
  return urlOf(at, PORT)
}

export function portTaken(port: number): StartError {
  const holder = portHolder(port) ?? 'another program'
  const other = port + 100 <= 65_535 ? port + 100 : port - 100
  return new StartError(
    `Port ${port} is taken by ${holder}.\nStop that program, or choose another port: PORT=${other} npm start`,
  )
}
