import type { FastifyReply, FastifyRequest } from 'fastify'
import { ConditionNotMet, type Queries } from 'millrace'
import { type TNumber, type TOptional, type TString, Type } from 'typebox'
import type { ConditionsQuery } from '../rows/conditions.ts'
import type { Freshness } from '../rows/freshness.ts'

export interface Waiting {
  readonly queries: Queries
  readonly maxSeconds: number
}

/** What a query for one thing can be asked. */
export const waitingQuery = (
  maxSeconds: number,
): { wait: TOptional<TNumber>; event: TOptional<TString> } => ({
  wait: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: maxSeconds,
      description:
        'Seconds to wait for it to be there, or for `event` to show in it. X-Wait says `seen` or `elapsed`',
    }),
  ),
  event: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'eventId of a command: what to wait for' }),
  ),
})

/** What a request looks for. */
export interface Wanted<T> {
  readonly query: { readonly wait?: number; readonly event?: string }
  readonly store: string
  look(freshness: Freshness): Promise<T>
  /** Whether it shows an event; null: whether it is there. */
  shows(found: T, eventId: string | null): boolean
}

/** What is found as soon as it shows what is waited for, and is as the conditions say; or when the time is over. */
export async function waitFor<T>(
  { query, store, look, shows }: Wanted<T>,
  { queries }: Waiting,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<T> {
  const { wait, event } = query
  const lookAgain = () => {
    request.freshness = request.freshness.anew()
    return look(request.freshness)
  }
  if (!wait) return lookAgain()
  const { found, seen } = await queries.waits.until<Look<T>>(
    wait * 1000,
    () => queries.isAllHere(store),
    () => lookAgain().then(row => ({ row }), unmet),
    each => 'row' in each && (isEnough(request) || shows(each.row, event ?? null)),
  )
  if ('refused' in found) throw found.refused
  reply.header('x-wait', seen ? 'seen' : 'elapsed')
  return found.row
}

type Look<T> = { readonly row: T } | { readonly refused: ConditionNotMet }

function unmet(error: unknown): Look<never> {
  if (error instanceof ConditionNotMet) return { refused: error }
  throw error
}

/** Who waits for a position, and for no event, is told what is there by then, or that there is nothing. */
function isEnough({ query }: FastifyRequest): boolean {
  const { event, 'min-position': position } = query as ConditionsQuery & { readonly event?: string }
  return event === undefined && position !== undefined
}
