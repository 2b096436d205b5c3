/**
 * A query as Grafana would send it, for an application that has run for seconds: any instance, topic and store; the windows of
 * rates are those that a scrape every other second allows.
 */
export const expand = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '15s')
    .replaceAll('$job', 'cabinet')
    .replaceAll(/="\$(instance|topic|store)"/g, '=~".+"')
    .replaceAll(/\$(instance|topic|store)/g, '.+')
    // A step of a minute needs two minutes of figures.
    .replaceAll(':1m]', ':1s]')
