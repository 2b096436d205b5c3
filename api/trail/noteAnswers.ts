import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import { problem } from '../problems.ts'
import { patientsOf } from './patientsOf.ts'
import type { Trail } from './trail.ts'

/** What an answer says of itself. */
interface Told {
  readonly patients: readonly string[]
  readonly id: string | null
  readonly eventId: string | null
}

const nothing: Told = { patients: [], id: null, eventId: null }

/** Notes every answer of the routes whose `access.trail` says so, and every refusal of one. After the guard. */
export function noteAnswers(api: Api, trail: Pick<Trail, 'admits' | 'note'>, now: () => number): void {
  const app = api as unknown as FastifyInstance
  const told = new WeakMap<FastifyRequest, Told>()

  app.addHook('preHandler', (request, _reply, done) => {
    done(trailOf(request) === undefined || trail.admits ? undefined : trailAway())
  })

  app.addHook('preSerialization', (request, _reply, payload, done) => {
    if (trailOf(request)) {
      const { id, eventId } = (payload ?? {}) as { readonly id?: unknown; readonly eventId?: unknown }
      told.set(request, { patients: patientsOf(payload), id: textOf(id), eventId: textOf(eventId) })
    }
    done(null, payload)
  })

  app.addHook('onResponse', (request, reply, done) => {
    const action = trailOf(request)
    const { principal, method, routeOptions } = request
    if (action && principal && (reply.statusCode < 400 || reply.statusCode === 403)) {
      const { patients, id, eventId } = told.get(request) ?? nothing
      const route = routeOptions.url ?? ''
      const about = placeOf(request) ?? id
      trail.note({
        id: randomUUID(),
        time: new Date(now()).toISOString(),
        action,
        who: principal.id,
        roles: [...principal.roles],
        address: request.ip,
        method,
        route,
        status: reply.statusCode,
        about,
        patients: [
          ...new Set([...(about && isPatients(route) ? [about] : []), ...askedOf(request), ...patients]),
        ],
        eventId,
      })
    }
    done()
  })
}

const trailOf = ({ routeOptions }: FastifyRequest) => {
  const { access } = routeOptions.config
  return typeof access === 'object' ? access.trail : undefined
}

/** What a path names. */
function placeOf({ params }: FastifyRequest): string | null {
  const { id, partition, offset } = (params ?? {}) as Readonly<Record<string, unknown>>
  return offset === undefined ? textOf(id) : `${partition}@${offset}`
}

const isPatients = (route: string) => /^\/api\/patients(\/|$)/.test(route)

/** Patients that the query or the body names. */
const askedOf = ({ query, body }: FastifyRequest): readonly string[] =>
  [query, body].flatMap(part => {
    const id = textOf((part as { readonly patientId?: unknown } | null | undefined)?.patientId)
    return id === null ? [] : [id]
  })

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)

export const trailAway = () =>
  problem(
    'trail-away',
    {
      en: 'Who reads what has to be written down, and that is not possible now.',
      fr: 'Il faut noter qui lit quoi, et ce n’est pas possible maintenant.',
    },
    { retryAfterSeconds: 5 },
  )
