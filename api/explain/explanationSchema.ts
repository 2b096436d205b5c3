import { Type } from 'typebox'
import { subjectKinds } from '../../explain/subject.ts'
import { id, instant, nullableText, statut } from '../resources/fields.ts'

const place = Type.Object({
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  eventId: Type.String(),
  eventType: Type.String(),
  time: instant('Event time'),
  writtenAt: instant('Of the record'),
})

const changes = (description: string) =>
  Type.Array(
    Type.Object({
      store: Type.String(),
      key: Type.String(),
      row: statut('new', 'changed', 'gone'),
      fields: Type.Array(Type.Object({ field: Type.String(), before: Type.Any(), after: Type.Any() }), {
        description: 'As people read them; `…` stands for names, addresses and words about people',
      }),
    }),
    { description },
  )

export const explanationSchema = Type.Object({
  subject: Type.Object({ kind: statut(...subjectKinds), id: Type.String() }),
  rendezvous: Type.Array(id(), { description: 'That it is about' }),
  patients: Type.Array(Type.Object({ patientId: id() }), { description: 'Whom it tells of' }),
  read: Type.Object(
    {
      records: Type.Integer(),
      events: Type.Integer(),
      refused: Type.Integer({ description: 'That are no events' }),
      own: Type.Integer({ description: 'Of ours: no input' }),
    },
    { description: 'Of the input topics' },
  ),
  cutOff: Type.Array(Type.String(), { description: 'Input partitions of which older records were deleted' }),
  replayed: Type.Object({
    events: Type.Integer({ description: 'Taken one by one' }),
    rivals: Type.Integer({ description: 'Other rendezvous that can have wanted some of the same time' }),
    rivalsLeftOut: Type.Integer(),
  }),
  rows: Type.Array(Type.Object({ store: Type.String(), key: Type.String(), row: Type.Any() }), {
    description: 'As they are in the end',
  }),
  reasons: Type.Array(
    Type.Object({
      of: Type.String(),
      about: statut('statut', 'montant', 'facture', 'champs'),
      text: Type.String(),
      because: Type.Array(place, { description: 'The events that it follows from' }),
    }),
  ),
  steps: Type.Array(
    Type.Object({
      told: Type.Union([place, Type.Null()], {
        description: 'Null: time had passed, by the events of others',
      }),
      time: instant('Event time'),
      isLate: Type.Boolean({ description: 'Something later by event time was known before' }),
      changes: changes('Rows that it changed'),
      published: Type.Array(
        Type.Object({
          topic: Type.String(),
          eventId: Type.String(),
          modele: nullableText('Of a notification'),
        }),
      ),
    }),
    { description: 'The events that made it what it is, in the order in which they were taken' },
  ),
  stepsLeftOut: Type.Integer({ description: 'Earlier ones' }),
  differences: changes('What the stores have otherwise: `before` is theirs, `after` is found here'),
})
