import { type Static, Type } from 'typebox'

const nullable = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], description })

/** A line of the audit trail: who was answered what. Ids alone, no names. */
export const trailEntry = Type.Object(
  {
    id: Type.String({ description: 'Of the line: the same if it was written twice.' }),
    time: Type.String({ format: 'date-time', description: 'When it was answered, ISO 8601.' }),
    action: Type.Unsafe<'read' | 'command'>({ type: 'string', enum: ['read', 'command'] }),
    who: Type.String({ description: '`key:<id>`, `sub:<subject of the token>`, `interne` or `everybody`.' }),
    roles: Type.Array(Type.String(), { description: 'Those that it had.' }),
    address: Type.String({ description: 'Where it asked from.' }),
    method: Type.String(),
    route: Type.String({ description: 'As written in the API.' }),
    status: Type.Integer({ description: 'Of the answer; 403: it was refused.' }),
    about: nullable('The id in the path.'),
    patients: Type.Array(Type.String(), {
      description:
        'Patients of whom the answer tells, or the command is; of an export those it was narrowed to.',
    }),
    eventId: nullable('Of the command.'),
  },
  { additionalProperties: false },
)

export type TrailEntry = Static<typeof trailEntry>
