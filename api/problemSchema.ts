import { Type } from 'typebox'

/** Everything that is not the answer: RFC 9457. Codes that have more to say have further members. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'Leads to a paragraph of /docs, which says what to do' }),
    title: Type.String({
      description: 'What it is, in the language that Accept-Language prefers: English or French',
    }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What it is this time, in the same language' }),
    instance: Type.String({ description: 'The path that was asked' }),
    faults: Type.Optional(
      Type.Array(
        Type.Object({
          where: Type.String({ description: '`body/nom`, `querystring/limit`, `params/id`, `headers/…`' }),
          message: Type.String({ description: 'What is wrong there' }),
        }),
        { description: 'Of an invalid request: all that is wrong with it' },
      ),
    ),
    requestId: Type.Optional(Type.String({ description: 'Of an internal error: the log has it' })),
  },
  { $id: 'Problem' },
)
