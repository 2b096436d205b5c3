import { randomUUID } from 'node:crypto'
import { type TObject, type TSchema, Type } from 'typebox'
import { BadEvent } from '../../events/badEvent.ts'
import { catalogue } from '../../events/catalogue.ts'
import type { Decode } from '../../events/decode.ts'
import { encode, keyOf, type OutgoingEvent } from '../../events/encode.ts'
import { invalid } from '../problems.ts'
import type { PublishedRecord } from './publisher.ts'

/** Something that can be asked for: its event, and the field that names what it is about. */
export interface Command {
  readonly path: string
  readonly type: 'patient.created' | 'medecin.created' | 'rendezvous.created'
  readonly id: string
  readonly summary: string
  /** Beside the id, which is drawn when it is not given. */
  readonly required: readonly string[]
}

export const commands: readonly Command[] = [
  { path: 'patients', type: 'patient.created', id: 'patientId', summary: 'Register a patient', required: [] },
  { path: 'medecins', type: 'medecin.created', id: 'medecinId', summary: 'Register a médecin', required: [] },
  {
    path: 'rendezvous',
    type: 'rendezvous.created',
    id: 'rendezVousId',
    summary: 'Ask for a rendezvous; its patient and médecin may come later',
    required: ['patientId', 'medecinId'],
  },
]

/** The event's own schema, with ids that may be left out, and nothing that it does not know. */
export function bodyOf({ type, id, required }: Command): TObject {
  const fields = catalogue[type].properties as Readonly<Record<string, TSchema>>
  const properties = Object.entries(fields).map(([name, field]) => [
    name,
    required.includes(name) ? field : Type.Optional(name === id ? named(field) : field),
  ])
  const eventId = Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Drawn when absent; a repeat has no further effect',
    }),
  )
  return Type.Object({ ...Object.fromEntries(properties), eventId }, { additionalProperties: false })
}

const named = (field: TSchema): TSchema => ({ ...field, description: 'Drawn when absent' })

export interface Prepared {
  readonly id: string
  readonly eventId: string
  readonly record: PublishedRecord
}

/** The event in its envelope, ready to be published. What the schema cannot say is the decoder's to refuse. */
export function prepare(
  command: Command,
  body: Readonly<Record<string, unknown>>,
  decode: Decode,
  now: number,
): Prepared {
  const id = (body[command.id] as string | undefined) ?? randomUUID()
  const eventId = (body.eventId as string | undefined) ?? randomUUID()
  const value = JSON.stringify({ ...body, [command.id]: id, eventId })
  try {
    const event = decode({ topic: command.type, key: id, value, timestamp: now }) as OutgoingEvent
    return {
      id,
      eventId,
      record: { topic: command.type, key: keyOf(event), value: encode(event), timestamp: now },
    }
  } catch (error) {
    if (error instanceof BadEvent) throw invalid([{ where: 'body', message: error.message }])
    throw error
  }
}
