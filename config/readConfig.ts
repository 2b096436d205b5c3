import { ConfigError, type Fault } from './configError.ts'
import type { ValueOf, Variable } from './variable.ts'
import { variables } from './variables.ts'

/** Every variable of the table by its name, read and checked. Null: optional, and unset. */
export type Config = { readonly [Name in keyof typeof variables]: ValueOf<(typeof variables)[Name]> }

/** An empty variable counts as unset. Throws ConfigError with all that is wrong at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: Fault[] = []
  const values: Record<string, unknown> = {}
  for (const [name, each] of Object.entries<Variable<unknown>>(variables)) {
    const text = environment[name]?.trim() || each.default
    if (text === null) {
      values[name] = null
      continue
    }
    try {
      values[name] = each.read(text)
    } catch (error) {
      const value = each.isSecret ? '…' : text
      faults.push({ name, value, allowed: (error as Error).message })
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return values as unknown as Config
}
