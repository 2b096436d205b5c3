import { type TObject, type TSchema, Type } from 'typebox'
import { catalogue } from '../../events/catalogue.ts'
import type { Command } from './command.ts'

/** What a command can be given: the fields of its event and nothing else; ids that the path has, or that are drawn, may be left out. */
export function inputSchema({ type, addressed, drawn, required = [], fields = {} }: Command): TObject {
  const own = catalogue[type].properties as Readonly<Record<string, TSchema>>
  const properties = Object.entries({ ...own, ...fields })
    .filter(([name]) => name !== addressed)
    .map(([name, field]) => {
      if (name === drawn) return [name, Type.Optional({ ...field, description: 'Drawn when absent' })]
      return [name, required.includes(name) ? notNull(field) : Type.Optional(field)]
    })
  return Type.Object({ ...Object.fromEntries(properties), eventId }, { additionalProperties: false })
}

const eventId = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description:
      'Drawn when absent, from the Idempotency-Key where there is one; a repeat has no further effect',
  }),
)

/** The event leaves out what is not known; a command for which it matters does not. */
function notNull(field: TSchema): TSchema {
  const { type, ...rest } = field as { readonly type?: unknown }
  return Type.Unsafe({ ...rest, type: Array.isArray(type) ? type.find(each => each !== 'null') : type })
}
