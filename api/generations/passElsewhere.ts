import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Position } from 'millrace'
import type { ApiAccess } from '../access/apiAccess.ts'
import type { Api } from '../api.ts'
import { buildPasser, type PasserOptions, passedOnBy } from './buildPasser.ts'
import type { Liveness } from './liveness.ts'

export interface PassElsewhereOptions extends PasserOptions {
  readonly access: ApiAccess
  readonly liveness: Liveness
  /** At every request that is another generation's. */
  readonly passed: () => void
}

/** What is asked of this process itself, whatever it runs. */
const own = /^\/api\/(status|outbox)(?=[/?]|$)/
const ofTheLive = /^\/(api|flux)(?=[/?]|$)/

/**
 * Whatever is asked of the application and not of this process is answered by the live generation: by this process, or by one
 * that runs it. While a cut is under way the log is read to its end first, for every request: an answer of the generation
 * that was live never follows one of the other that somebody has seen.
 */
export async function passElsewhere(app: Api, options: PassElsewhereOptions): Promise<void> {
  const { liveness, passed } = options
  const passer = await buildPasser(options)
  const streams = new Set<ServerResponse>()

  /** Whether it is another's; null: that has to be asked. */
  const isElsewhere = ({ url = '/', headers }: IncomingMessage): boolean | null => {
    if (!ofTheLive.test(url) || own.test(url)) return false
    // Somebody who passed it on may have heard of a switch that has not come here yet.
    if (liveness.isInDoubt || (!liveness.isLive && headers[passedOnBy] !== undefined)) return null
    // What it has seen may be of a generation whose turn has not come to be known here.
    if (liveness.isLive && isOfAnother(url, liveness.generation)) return null
    return !liveness.isLive
  }
  const decide = (request: IncomingMessage, here: () => void, elsewhere: () => void) => {
    const go = (isAway: boolean) => {
      if (!isAway) return here()
      passed()
      elsewhere()
    }
    const known = isElsewhere(request)
    if (known !== null) return go(known)
    // Where Kafka does not say, nobody may answer: the passer finds nobody, and says so.
    liveness.confirm().then(
      () => go(!liveness.isLive),
      () => go(true),
    )
  }

  app.addHook('onReady', done => {
    intercept(app.server, 'request', (again, request: IncomingMessage, response: ServerResponse) =>
      decide(request, again, () => {
        streams.add(response)
        response.once('close', () => streams.delete(response))
        passer.routing(request, response)
      }),
    )
    intercept(app.server, 'upgrade', (again, request: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.on('error', ignore)
      decide(
        request,
        () => {
          socket.off('error', ignore)
          again()
        },
        () => passer.server.emit('upgrade', request, socket, head),
      )
    })
    done()
  })
  app.addHook('preClose', async () => {
    for (const each of streams)
      if (String(each.getHeader('content-type')).startsWith('text/event-stream')) each.destroy()
    // Ends the websockets; it never listened.
    await new Promise<void>(resolve => passer.server.close(() => resolve()))
  })
  app.addHook('onClose', () => passer.close())
}

const ignore = () => {}

/** Whether the rows must be no older than something that another generation answered. */
function isOfAnother(url: string, generation: number): boolean {
  if (!url.includes('min-position')) return false
  const token = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('min-position') ?? ''
  return [...(Position.parse(token)?.generations ?? [])].some(each => each !== generation)
}

/** Puts `take` before the listeners that there are; `again` calls them. */
function intercept<Args extends unknown[]>(
  server: Server,
  event: 'request' | 'upgrade',
  take: (again: () => void, ...args: Args) => void,
): void {
  const listeners = server.listeners(event)
  server.removeAllListeners(event)
  server.on(event, (...args: unknown[]) =>
    take(
      () => {
        for (const each of listeners) Reflect.apply(each, server, args)
      },
      ...(args as Args),
    ),
  )
}
