import type { FastifySchemaValidationError } from 'fastify'
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
      return names(params).map(name => ({ where: `${at}/${name}`, message: 'is not known here' }))
    if (keyword === 'required')
      return names(params).map(name => ({ where: `${at}/${name}`, message: 'is required' }))
    return [{ where: at, message: message ?? 'is wrong' }]
  })
  return faults.length > 0 ? faults : [{ where: part, message: 'is wrong' }]
}

/** The one list of names among a fault's parameters. */
function names(params: Readonly<Record<string, unknown>>): readonly string[] {
  const list = Object.values(params).find(Array.isArray)
  return list ? list.map(String) : []
}
