/** Where to look, once it runs. */
export interface Addresses {
  /** For people: the first thing to open. */
  readonly console: string
  readonly api: string
  readonly docs: string
  readonly metrics: string
  readonly topology: string
  readonly status: string
  readonly kafka: readonly string[]
  readonly log: string
  /** Health and metrics of the notifications worker; null: none runs beside the cabinet. */
  readonly notifications: string | null
}

export function addressesOf(
  url: string,
  kafka: readonly string[],
  log: string,
  notifications: string | null,
): Addresses {
  return {
    console: `${url}/`,
    api: `${url}/api/patients`,
    docs: `${url}/docs`,
    metrics: `${url}/metrics`,
    topology: `${url}/topology?format=text`,
    status: `${url}/api/status`,
    kafka,
    log,
    notifications: notifications && `${notifications}/metrics`,
  }
}

/** The block that `npm start` ends with. */
export function block(addresses: Addresses, demo: string): string {
  const { console, api, docs, metrics, topology, status, kafka, log, notifications } = addresses
  const rows = [
    ['console', console],
    ['API', api],
    ['docs', docs],
    ['status', status],
    ['metrics', metrics],
    ...(notifications ? [['notices', notifications]] : []),
    ['topology', topology],
    ['Kafka', kafka.join(', ')],
    ['log', log],
    ['demo', demo],
  ]
  return [
    '',
    'The cabinet is open.',
    ...rows.map(([name, value]) => `  ${name!.padEnd(9)} ${value}`),
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}
