/** By which dashboards link to one another; they are part of the address in Grafana and stay. */
export const uids = {
  overview: 'cabinet-overview',
  practice: 'cabinet-practice',
  streams: 'millrace-streams',
  instance: 'millrace-instance',
  broker: 'kafka-broker',
} as const
