import type { OutboxEntry } from '../outboxEntry.ts'

export const silent = { info() {}, warn() {} }

export const entry = (name: string | number, value = `value of ${name}`): OutboxEntry => ({
  eventId: `event-${name}`,
  fingerprint: null,
  record: { topic: 'patient.created', key: `key-${name}`, value, timestamp: 1_000 },
})
