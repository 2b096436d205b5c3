import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { invalid } from '../problems.ts'
import { requestFaults } from '../requestFaults.ts'

/** What a subscription is asked for with, beside its id. */
export const subscriptionSchema = {
  view: Type.Optional(Type.String({ maxLength: 64, description: 'One of view and topics' })),
  topics: Type.Optional(Type.Array(Type.String({ maxLength: 249 }), { minItems: 1, maxItems: 32 })),
  where: Type.Optional(
    Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 255 }), { maxProperties: 8 }),
  ),
  resume: Type.Optional(Type.String({ minLength: 1, maxLength: 32_768, description: 'The last token' })),
  slow: Type.Optional(
    Type.Union([Type.Literal('close'), Type.Literal('conflate')], {
      description: 'What happens to a client that does not keep up; default `close`',
    }),
  ),
}

const id = Type.String({ minLength: 1, maxLength: 64 })

const frameSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('subscribe'),
      id,
      ...subscriptionSchema,
      rows: Type.Optional(Type.Boolean()),
      sample: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('unsubscribe'), id }, { additionalProperties: false }),
])

export type ClientFrame = Type.Static<typeof frameSchema>

/** Throws a Problem for what is no frame. */
export function readFrame(text: string): ClientFrame {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw invalid([{ where: 'frame', message: { en: 'is not JSON', fr: 'n’est pas du JSON' } }])
  }
  if (Value.Check(frameSchema, parsed)) return parsed
  const shown =
    typeof parsed === 'object' && parsed !== null && 'type' in parsed && parsed.type === 'subscribe'
      ? frameSchema.anyOf[0]
      : frameSchema.anyOf[1]
  throw invalid(requestFaults(Value.Errors(shown, parsed) as never, 'frame'))
}

/** The id that a frame names, also where it is no frame; null: none. */
export function idOf(text: string): string | null {
  try {
    const parsed = JSON.parse(text) as { readonly id?: unknown } | null
    return typeof parsed?.id === 'string' && parsed.id.length <= 64 ? parsed.id : null
  } catch {
    return null
  }
}
