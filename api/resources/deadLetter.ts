import { Type } from 'typebox'
import { instant, nullableInstant, nullableInteger, nullableText, statut } from './fields.ts'

const bytes = (description: string) =>
  Type.Union([Type.Object({ text: Type.String() }), Type.Object({ base64: Type.String() }), Type.Null()], {
    description,
  })

const fields = {
  letter: Type.String({ description: 'partition@offset in cabinet.dlq' }),
  status: statut('open', 'replayed', 'discarded'),
  treatedAt: nullableInstant('When it was replayed or discarded'),
  topic: nullableText('Of the record that failed'),
  partition: nullableInteger('Of the record that failed'),
  offset: nullableInteger('Of the record that failed'),
  timestamp: instant('Of the record that failed'),
  writtenAt: instant('When it failed'),
  error: Type.String(),
  message: Type.String(),
  stage: Type.String(),
  task: Type.String(),
  key: bytes('Of the record; base64 where it is not UTF-8'),
  bytes: Type.Integer({ description: 'Of key and value, as they were' }),
  omitted: Type.Array(Type.String(), { description: 'What was too large to be kept' }),
}

export const deadLetterSchema = Type.Object(fields)

export const wholeDeadLetterSchema = Type.Object({
  ...fields,
  value: bytes('Byte for byte; base64 where it is not UTF-8'),
  headers: Type.Array(Type.Object({ name: Type.String(), value: bytes('Of the header') })),
})

const scan = {
  scanned: Type.Integer({ description: 'Letters looked at' }),
  bound: Type.Integer({ description: 'How many are looked at at most: then `next` says where to go on' }),
}

export const deadLetterListSchema = Type.Object({
  items: Type.Array(deadLetterSchema),
  ...scan,
  next: nullableText('Pass as `cursor`; null at the end'),
})

export const treatReportSchema = Type.Object({
  action: statut('replayed', 'discarded'),
  done: Type.Integer({ description: 'Letters treated by this call' }),
  already: Type.Integer({ description: 'Left as they were: treated before' }),
  refused: Type.Integer({ description: 'Cannot be treated so' }),
  reasons: Type.Array(Type.Object({ letter: Type.String(), reason: Type.String() }), {
    description: 'Why they were refused; of the first hundred',
  }),
  ...scan,
  next: nullableText('Pass as `from` to go on; null: all that matches was met'),
})
