import type { TSchema } from 'typebox'
import type { EventType } from '../../events/catalogue.ts'
import type { Access } from '../access/access.ts'

/** Something that can be asked for over HTTP: a route, and the event that it publishes. */
export interface Command {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  /** As Fastify has it: `/api/patients/:id`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  /** More than the summary says, for the docs page. */
  readonly note?: string
  /** Its fields are what can be given. */
  readonly type: EventType
  /** Which event it is instead, by `statut`; the events have the same fields. */
  readonly byStatut?: Readonly<Record<string, EventType>>
  /** The field that the path's id fills. */
  readonly addressed?: string
  /** The field that is drawn when it is not given. */
  readonly drawn?: string
  /** Where its fields come from. A DELETE has no body. */
  readonly input: 'body' | 'querystring'
  /** Fields that must be given, and not be null. */
  readonly required?: readonly string[]
  /** Whether it must say something beside its ids. */
  readonly changes?: boolean
  /** Fields that may have less values than the event allows, or that the event does not have. */
  readonly fields?: Readonly<Record<string, TSchema>>
  /** The query that shows its effect. */
  seenAt(data: Readonly<Record<string, unknown>>): string
}
