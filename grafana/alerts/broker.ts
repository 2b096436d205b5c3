import { type Alert, bounded } from './alert.ts'

/** Kafka, by the exporter beside each broker. */
export const brokerAlerts: readonly Alert[] = [
  bounded({
    name: 'BrokerSilent',
    severity: 'critical',
    signal: 'jmx_scrape_error{job="kafka"}',
    fires: '> 0',
    for: '2m',
    summary: 'The broker at {{ $labels.instance }} does not tell its figures.',
    runbook: 'broker',
  }),
  bounded({
    name: 'PartitionsOffline',
    severity: 'critical',
    signal: 'max by (job) (kafka_controller{count="OfflinePartitionsCount"})',
    fires: '> 0',
    for: '1m',
    summary: '{{ $value }} partitions have no leader.',
    runbook: 'broker',
  }),
  bounded({
    name: 'ReplicasMissing',
    severity: 'warning',
    signal: 'sum by (job) (kafka_replica_problems{problem="UnderReplicatedPartitions"})',
    fires: '> 0',
    for: '5m',
    summary: '{{ $value }} partitions have fewer copies in step than they should.',
    runbook: 'broker',
  }),
  bounded({
    name: 'WritesRefused',
    severity: 'critical',
    signal: 'sum by (job) (kafka_replica_problems{problem="UnderMinIsrPartitionCount"})',
    fires: '> 0',
    for: '1m',
    summary: '{{ $value }} partitions have too few copies in step to be written to.',
    runbook: 'broker',
  }),
]
