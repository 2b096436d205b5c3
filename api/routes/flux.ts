import type { IncomingHttpHeaders } from 'node:http'
import type { Socket as Connection } from 'node:net'
import websocket from '@fastify/websocket'
import type { Feed } from 'millrace'
import { Type } from 'typebox'
import type { Authenticator } from '../access/authenticator.ts'
import { authorizeFeed } from '../access/authorizeFeed.ts'
import { credentialOf } from '../access/credentialOf.ts'
import { OwnRows } from '../access/ownRows.ts'
import type { Principal } from '../access/principal.ts'
import { unauthenticated } from '../access/refusals.ts'
import { stillHolds } from '../access/stillHolds.ts'
import { toProblem } from '../answerProblems.ts'
import type { Api } from '../api.ts'
import { subscriptionSchema } from '../flux/clientFrame.ts'
import { EventStream } from '../flux/eventStream.ts'
import { FluxClient } from '../flux/fluxClient.ts'
import type { FluxClients } from '../flux/fluxClients.ts'
import type { FluxLimits } from '../flux/fluxLimits.ts'
import type { NoteWish } from '../flux/noteWishes.ts'
import type { Socket } from '../flux/socket.ts'
import { subscribe, type Wish } from '../flux/subscribe.ts'
import { views } from '../flux/views.ts'
import { watchCredential } from '../flux/watchCredential.ts'
import { languageOf } from '../language.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

export interface FluxRouteOptions {
  /** Null: there is none. */
  readonly feed: Pick<Feed, 'subscribe' | 'close'> | null
  readonly clients: FluxClients
  readonly limits: FluxLimits
  readonly rows: Rows
  /** Null: nobody is asked who he is. */
  readonly authenticator: Authenticator | null
  readonly note: NoteWish
}

/** Who is told what is decided for each subscription. */
const config = { access: { roles: ['secretariat', 'comptable'], medecin: 'everything' } } as const
const fields = [...new Set([...views.flatMap(view => view.fields), 'patientId', 'medecinId'])].sort()
/** Of the one subscription of an event stream. */
const id = 'sse'

/** `/flux`, a websocket, and `GET /api/flux`, one subscription as server-sent events. docs/flux.md is the protocol. */
export async function fluxRoutes(app: Api, options: FluxRouteOptions): Promise<void> {
  const { feed, clients, limits, rows, authenticator, note } = options
  const own = new OwnRows(rows)
  const authorize = async (principal: Principal, address: string, wish: Wish): Promise<Wish> => {
    const { view, topics, where = {} } = wish
    const wanted = { ...(view !== undefined && { view }), ...(topics && { topics }), where }
    const allowed = { ...wish, where: await authorizeFeed(principal, wanted, own) }
    note(principal, address, allowed)
    return allowed
  }
  const credential = ({ headers, principal }: Request) => {
    const shown = credentialOf(headers)
    return async () =>
      authenticator === null || shown === null || stillHolds(authenticator, shown, principal!)
  }
  const preValidation = async () => clients.admit()
  let isStopping = false

  await app.register(websocket as never, {
    options: {
      maxPayload: limits.frameBytes,
      // A token is no answer: it would stand in the clear in what proxies log.
      handleProtocols: (offered: ReadonlySet<string>) => (offered.has('millrace') ? 'millrace' : false),
    },
    preClose: async () => {
      isStopping = true
      clients.close()
      await feed?.close()
    },
  })

  // From now on Fastify answers 503 without any hook; a websocket's connection, which is the server's no more, nobody would end,
  // and the server would wait for it.
  app.server.on('upgrade', (_request, connection) => {
    if (isStopping) (connection as Connection).destroySoon()
  })

  app.register(async routes => {
    routes.get(
      '/flux',
      { config, preValidation, websocket: true } as never,
      ((socket: Socket, request: Request) => {
        const holds = credential(request)
        const client = new FluxClient({
          socket,
          feed,
          limits,
          language: languageOf(request.headers['accept-language']),
          authorize: async wish => {
            if (await holds()) return authorize(request.principal!, request.ip, wish)
            client.close('unauthenticated')
            throw unauthenticated(true)
          },
          toProblem: error => {
            const problem = toProblem(error as never)
            if (problem.status === 500)
              request.log.error({ err: error, path: '/flux' }, 'a subscription failed')
            return problem
          },
        })
        clients.add(client)
        const stop = watchCredential(holds, limits.heartbeatMs, () => client.close('unauthenticated'))
        socket.on('close', () => {
          stop()
          clients.remove(client)
        })
      }) as never,
    )
  })

  app.get(
    '/api/flux',
    {
      config,
      preValidation,
      schema: {
        summary: 'Rows of a view and every change of them, or events, as server-sent events',
        description:
          'One subscription of the feed: see docs/flux.md for what is sent. `Last-Event-ID` counts as `resume`. Without end.',
        tags: ['feed'],
        querystring: Type.Object(
          {
            view: subscriptionSchema.view,
            topics: Type.Optional(
              Type.String({ minLength: 1, maxLength: 2048, description: 'With commas between' }),
            ),
            resume: subscriptionSchema.resume,
            slow: subscriptionSchema.slow,
            ...Object.fromEntries(
              fields.map(field => [
                field,
                Type.Optional(
                  Type.String({ minLength: 1, maxLength: 255, description: 'Only what has this value' }),
                ),
              ]),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'Events: snapshot, rows, live, changes, events, heartbeat, closed',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
          ...invalidResponse,
          ...awayResponse,
        },
      },
    },
    async (request, reply) => {
      const { view, topics, resume = request.headers['last-event-id'], slow, ...where } = request.query
      const wish = await authorize(request.principal!, request.ip, {
        ...(view !== undefined && { view }),
        ...(topics !== undefined && { topics: topics.split(',') }),
        ...(typeof resume === 'string' && resume !== '' && { resume }),
        ...(slow !== undefined && { slow }),
        where: where as Readonly<Record<string, string>>,
      })
      const response = reply.raw
      const stream = new EventStream(response, limits.heartbeatMs)
      const subscription = subscribe(feed, id, wish, stream)
      reply.hijack()
      response.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Proxies that would collect it first.
        'x-accel-buffering': 'no',
      })
      response.flushHeaders()
      stream.open(() => subscription.token)
      clients.add(stream)
      const stop = watchCredential(credential(request), limits.heartbeatMs, () =>
        subscription.close('unauthenticated'),
      )
      response.on('close', () => {
        stop()
        stream.gone()
        subscription.drop()
        clients.remove(stream)
      })
      return reply
    },
  )
}

interface Request {
  readonly headers: IncomingHttpHeaders
  readonly principal: Principal | null
  readonly ip: string
  readonly log: { error(details: object, message: string): void }
}
