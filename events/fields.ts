import { type TObject, type TSchema, type TUnsafe, Type } from 'typebox'

/**
 * What a field of an event can be. A schema built from these describes the JSON that we write and document; the decoder
 * is compiled from the same schema, so there is no second description to keep in step.
 */
export type FieldKind = 'id' | 'reference' | 'text' | 'day' | 'instant' | 'money' | 'minutes' | 'anything'

/** A TypeBox schema that remembers its kind in its type only; at run time {@link kindOf} reads it from the JSON Schema. */
export type Field<Kind extends FieldKind, Wire> = TUnsafe<Wire> & { readonly '~field'?: Kind }

const maxIdLength = 255

/** Names an entity. Required. */
export const id = (): Field<'id', string> =>
  Type.Unsafe<string>({ type: 'string', minLength: 1, maxLength: maxIdLength })
/** Names another entity, where it is known. */
export const reference = () =>
  optional<'reference', string>({ type: ['string', 'null'], minLength: 1, maxLength: maxIdLength })
export const text = () => optional<'text', string>({ type: ['string', 'null'] })
/** A calendar day, as birthdays are. */
export const day = () => optional<'day', string>({ type: ['string', 'null'], format: 'date' })
export const instant = () => optional<'instant', string>({ type: ['string', 'null'], format: 'date-time' })
/** Decimal on the wire, integer centimes everywhere else. */
export const money = () => optional<'money', number>({ type: ['number', 'null'], minimum: 0 })
export const minutes = () => optional<'minutes', number>({ type: ['integer', 'null'], minimum: 1 })
export const anything = () => optional<'anything', unknown>({})

function optional<Kind extends FieldKind, Wire>(schema: TSchema) {
  return Type.Optional(Type.Unsafe<Wire | null>(schema) as Field<Kind, Wire | null>)
}

export function kindOf(field: TSchema): FieldKind {
  const { type, format, minLength } = field as { type?: unknown; format?: string; minLength?: number }
  if (type === undefined) return 'anything'
  if (type === 'string') return 'id'
  if (!Array.isArray(type)) throw new Error('A field must be made by events/fields.ts')
  if (type[0] === 'number') return 'money'
  if (type[0] === 'integer') return 'minutes'
  if (format === 'date') return 'day'
  if (format === 'date-time') return 'instant'
  return minLength === undefined ? 'text' : 'reference'
}

/** Name of a field once decoded: an amount says its unit. */
export const decodedName = (name: string, kind: FieldKind) => (kind === 'money' ? `${name}Centimes` : name)

type KindOf<F> = F extends { readonly '~field'?: infer Kind } ? Exclude<Kind, undefined> : never
type DecodedName<Name, F> = Name extends string
  ? KindOf<F> extends 'money'
    ? `${Name}Centimes`
    : Name
  : never
type DecodedValue<Kind> = Kind extends 'id'
  ? string
  : Kind extends 'instant' | 'money' | 'minutes'
    ? number | null
    : Kind extends 'anything'
      ? unknown
      : string | null

/**
 * An event's data in memory: every field present, null where unknown; instants in milliseconds since 1970, days as
 * `YYYY-MM-DD`, amounts in centimes.
 */
export type Decoded<Schema> =
  Schema extends TObject<infer Fields>
    ? {
        readonly [Name in keyof Fields as DecodedName<Name, Fields[Name]>]: DecodedValue<KindOf<Fields[Name]>>
      }
    : never
