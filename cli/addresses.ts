/** Where to look, once it runs. */
export interface Addresses {
  readonly api: string
  readonly docs: string
  readonly metrics: string
  readonly topology: string
  readonly status: string
  readonly kafka: readonly string[]
  readonly log: string
}

export function addressesOf(url: string, kafka: readonly string[], log: string): Addresses {
  return {
    api: `${url}/api/patients`,
    docs: `${url}/docs`,
    metrics: `${url}/metrics`,
    topology: `${url}/topology?format=text`,
    status: `${url}/api/status`,
    kafka,
    log,
  }
}

/** The block that `npm start` ends with. */
export function block(addresses: Addresses, demo: string): string {
  const { api, docs, metrics, topology, status, kafka, log } = addresses
  const rows = [
    ['API', api],
    ['docs', docs],
    ['status', status],
    ['metrics', metrics],
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
