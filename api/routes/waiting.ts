import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TNumber, type TOptional, type TString, Type } from 'typebox'
import { Freshness } from '../rows/freshness.ts'
import { hasSeen } from '../rows/hasSeen.ts'
import type { Rows, StoredRow } from '../rows/rows.ts'
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

interface WaitingRequest {
  readonly store: string
  readonly key: string
  readonly query: { readonly wait?: number; readonly event?: string }
}

/** The row as soon as it shows what is waited for, or as it is when the time is over; null: none. */
export async function waitForRow(
  { store, key, query }: WaitingRequest,
  rows: Rows,
  { waits, isAllHere }: Waiting,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StoredRow | null> {
  const look = () => {
    request.freshness = new Freshness()
    return rows.get(store, key, request.freshness)
  }
  if (!query.wait) return look()
  const { found, seen } = await waits.until(
    query.wait * 1000,
    () => isAllHere(store),
    look,
    row => hasSeen(row, query.event ?? null),
  )
  reply.header('x-wait', seen ? 'seen' : 'elapsed')
  return found
}
