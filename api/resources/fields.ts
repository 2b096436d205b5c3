import { Type } from 'typebox'

/** Schemas of what the API answers. Instants are UTC, ISO 8601; amounts decimal, as in the events. */
export const id = (description?: string) => Type.String(description === undefined ? {} : { description })
export const nullableText = (description?: string) =>
  Type.Union([Type.String(), Type.Null()], description === undefined ? {} : { description })
/** For lists of what has a time. */
export const date = Type.String({
  format: 'date',
  description: 'A day of the practice’s time zone, YYYY-MM-DD; with patientId or medecinId only',
})
export const nullableId = nullableText
export const instant = (description?: string) =>
  Type.String({ format: 'date-time', ...(description === undefined ? {} : { description }) })
export const nullableInstant = (description?: string) =>
  Type.Union(
    [Type.String({ format: 'date-time' }), Type.Null()],
    description === undefined ? {} : { description },
  )
export const amount = (description = 'Decimal, two places at most') => Type.Number({ description })
export const nullableAmount = (description = 'Decimal, two places at most') =>
  Type.Union([Type.Number(), Type.Null()], { description })
export const nullableInteger = (description?: string) =>
  Type.Union([Type.Integer(), Type.Null()], description === undefined ? {} : { description })
export const statut = <const T extends string>(...values: T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: values })
export const nullableStatut = <const T extends string>(...values: T[]) =>
  Type.Union([statut(...values), Type.Null()])

/** Whose rows a list is narrowed to. */
export const deQui = {
  patientId: id('Only those of this patient'),
  medecinId: id('Only those of this médecin'),
}
