import type { BrokerControl } from '../../broker/runningBroker.ts'

export const needsBroker = (broker: BrokerControl | null) =>
  broker ? null : 'the broker is not one of this run, which it could take away'
