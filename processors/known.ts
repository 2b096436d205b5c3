/** The fields that an event tells: null and absent both mean that it says nothing of them (Spring writes null for unset). */
export function known<T extends object>(fields: T): Partial<T> {
  const told: Partial<T> = {}
  for (const name of Object.keys(fields) as (keyof T)[]) {
    if (fields[name] !== null) told[name] = fields[name]
  }
  return told
}
