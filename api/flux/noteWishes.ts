import { randomUUID } from 'node:crypto'
import type { Principal } from '../access/principal.ts'
import type { Trail } from '../trail/trail.ts'
import type { Wish } from './subscribe.ts'

export type NoteWish = (principal: Principal, address: string, wish: Wish) => void

/** Notes in the audit trail who subscribed to what. Throws where it has to be noted and cannot. */
export function noteWishes(
  trail: Pick<Trail, 'note' | 'admits'> | null,
  away: () => Error,
  now: () => number,
): NoteWish {
  if (trail === null) return () => {}
  return ({ id, roles }, address, { view, topics, where }) => {
    if (!trail.admits) throw away()
    trail.note({
      id: randomUUID(),
      time: new Date(now()).toISOString(),
      action: 'read',
      who: id,
      roles: [...roles],
      address,
      method: 'GET',
      route: '/flux',
      status: 200,
      about: view ?? topics?.join() ?? null,
      patients: where?.patientId === undefined ? [] : [where.patientId],
      eventId: null,
    })
  }
}
