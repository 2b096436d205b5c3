export interface DifferingField {
  /** Within others: `conclusion.statut`. */
  readonly field: string
  readonly left: string | null
  readonly right: string | null
}

/** The fields in which two rows differ; null where there is none. */
export function differing(left: string | null, right: string | null): readonly DifferingField[] {
  const [before, after] = [fieldsOf(left), fieldsOf(right)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(field => {
    const [was, is] = [before.get(field) ?? null, after.get(field) ?? null]
    return was === is ? [] : [{ field, left: was, right: is }]
  })
}

function fieldsOf(json: string | null): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, each] of Object.entries(value)) add(name === '' ? inner : `${name}.${inner}`, each)
    else fields.set(name, JSON.stringify(value))
  }
  if (json !== null) add('', JSON.parse(json))
  return fields
}
