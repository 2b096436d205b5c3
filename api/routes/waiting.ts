import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TNumber, type TOptional, type TString, Type } from 'typebox'
import { Freshness } from '../rows/freshness.ts'
import type { Waits } from '../rows/waits.ts'

export interface Waiting {
  readonly waits: Waits
  readonly maxSeconds: number
  /** Whether all rows of a store are in this process. */
  isAllHere(store: string): boolean
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

/** What is found as soon as it shows what is waited for, or when the time is over. */
export async function waitFor<T>(
  { query, store, look, shows }: Wanted<T>,
  { waits, isAllHere }: Waiting,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<T> {
  const lookAgain = () => {
    request.freshness = new Freshness()
    return look(request.freshness)
  }
  if (!query.wait) return lookAgain()
  const { found, seen } = await waits.until(
    query.wait * 1000,
    () => isAllHere(store),
    lookAgain,
    each => shows(each, query.event ?? null),
  )
  reply.header('x-wait', seen ? 'seen' : 'elapsed')
  return found
}
