/** Where an instance is reached, as it told the group. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** One instance that told the group where it is reached. */
export interface InstanceEndpoint {
  readonly endpoint: Endpoint
  readonly active: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
  /** Of tasks that run elsewhere and are followed there. */
  readonly standby: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
}

export const isSame = (a: Endpoint, b: Endpoint): boolean => a.host === b.host && a.port === b.port
