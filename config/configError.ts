/** One variable that cannot be used. */
export interface Fault {
  readonly name: string
  readonly value: string
  readonly allowed: string
}

/** The environment says something that cannot be used. The message, for people, lists everything that is wrong. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ name, value, allowed }) => `  ${name}=${value}   allowed: ${allowed}`)
    super(
      `The configuration cannot be used:\n${lines.join('\n')}\ndocs/configuration.md lists every variable.`,
    )
    this.name = 'ConfigError'
    this.faults = faults
  }
}
