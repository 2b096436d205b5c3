import type { Request } from '../request.ts'

/** One that says nothing but who it is. */
export function request(eventId: string, time: number, donnees: unknown = {}): Request {
  const record = {
    topic: 'notification.requested',
    partition: 0,
    offset: 0,
    timestamp: time,
    value: '{}',
    headers: [],
  }
  return { eventId, time, canal: 'EMAIL', modele: 'confirmation', donnees, isReplay: false, record }
}
