/** One decision of a broker's authorizer. */
export interface Decision {
  readonly allowed: boolean
  readonly principal: string
  readonly operation: string
  /** As `Topic:LITERAL:patient.created`. */
  readonly resource: string
  readonly request: string
  /** The rule that allowed it, as the broker writes it. */
  readonly rule: string
}

const form =
  /Principal = (\S+) is (Allowed|Denied) operation = (\w+) from host = \S+ on resource = (\S+) for request = (\w+).* based on rule (.+)$/

/** Every decision that the log has, each kind once. */
export function decisionsOf(log: string): readonly Decision[] {
  const found = new Map<string, Decision>()
  for (const line of log.split('\n')) {
    const [, principal = '', verdict, operation = '', resource = '', request = '', rule = ''] =
      form.exec(line) ?? []
    if (verdict === undefined) continue
    const key = [principal, verdict, operation, resource, request].join(' ')
    found.set(key, { allowed: verdict === 'Allowed', principal, operation, resource, request, rule })
  }
  return [...found.values()]
}
