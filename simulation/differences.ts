/** What tells two maps apart, key by key. */
export function differences(
  what: string,
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): readonly string[] {
  const problems: string[] = []
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [a, b] = [JSON.stringify(expected.get(key)), JSON.stringify(found.get(key))]
    if (a !== b) problems.push(`${what}: ${key} should be ${a}, and is ${b}`)
  }
  return problems
}

/** Lists by key, in the order of the records. */
export function byKey<T>(
  records: readonly { readonly key: string; readonly value: T }[],
): ReadonlyMap<string, readonly T[]> {
  const lists = new Map<string, T[]>()
  for (const { key, value } of records) {
    const list = lists.get(key)
    if (list) list.push(value)
    else lists.set(key, [value])
  }
  return lists
}
