import { hash, randomUUID } from 'node:crypto'
import { uuidBytes, uuidv5 } from '../../events/uuidv5.ts'
import { invalid } from '../problems.ts'
import type { Command } from './command.ts'

/** Drawn once. Changing it would make every repeat a new event. */
const namespace = uuidBytes('0a4f5f7e-6d0c-4f0b-8a53-5f2f6f1d9c64')

/** Ids for a command: the same for the same key, on whichever instance and after every restart; without a key new ones. */
export function drawIds({ method, path }: Command, id: string | null, key: string | null) {
  if (key === null) return { id: randomUUID(), eventId: randomUUID() }
  const draw = (what: string) => uuidv5([what, method, path, id ?? '', key].join('\n'), namespace)
  return { id: draw('id'), eventId: draw('event') }
}

/** The header Idempotency-Key, bare or in quotes; null where there is none. Throws a Problem for one that cannot be. */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null
  const key = /^(?:"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(String(header).trim())
  if (key) return (key[1] ?? key[2])!
  const message = {
    en: 'must be 1 to 255 visible ASCII characters without quotes between them',
    fr: 'doit avoir 1 à 255 caractères ASCII visibles, sans guillemets au milieu',
  }
  throw invalid([{ where: 'headers/idempotency-key', message }])
}

/** What was asked for, in few bytes: the same whatever the order of the fields. */
export function fingerprintOf(input: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(sorted), 'base64')
}
