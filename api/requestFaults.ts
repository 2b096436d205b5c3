import type { FastifySchemaValidationError } from 'fastify'
import { faultMessage } from './faultMessage.ts'
import type { RequestFault } from './problem.ts'

/** What the validator found, each fault at its own field and in words for who sent it. */
export function requestFaults(
  errors: readonly FastifySchemaValidationError[],
  part: string,
): readonly RequestFault[] {
  const faults = errors.flatMap(({ keyword, instancePath, message, params }): RequestFault[] => {
    const at = `${part}${instancePath}`
    // The same fault is told once more, by the object that does not allow the field.
    if (keyword === 'boolean') return []
    if (keyword === 'additionalProperties')
      return names(params).map(name => ({ where: `${at}/${name}`, message: notKnown }))
    if (keyword === 'required')
      return names(params).map(name => ({ where: `${at}/${name}`, message: required }))
    return [{ where: at, message: faultMessage(keyword, params, message) }]
  })
  return faults.length > 0 ? faults : [{ where: part, message: { en: 'is wrong', fr: 'est incorrect' } }]
}

const notKnown = { en: 'is not known here', fr: 'n’est pas connu ici' }
const required = { en: 'is required', fr: 'est obligatoire' }

/** The one list of names among a fault's parameters. */
function names(params: Readonly<Record<string, unknown>>): readonly string[] {
  const list = Object.values(params).find(Array.isArray)
  return list ? list.map(String) : []
}
