import { dashboard } from '../parts/dashboard.ts'
import { series } from '../parts/series.ts'
import { stat } from '../parts/stat.ts'
import { brokers, brokerTopics } from '../parts/variables.ts'
import { uids } from './uids.ts'

const of = 'instance=~"$instance"'
const topic = `${of},topic=~"$topic"`

/** Kafka, as its brokers tell over JMX (broker/metrics). */
export const broker = dashboard({
  uid: uids.broker,
  title: 'Kafka: brokers',
  description: 'What the brokers count, write, answer and hold; by the exporter beside each.',
  variables: [brokers, brokerTopics],
  rows: {
    'Is it whole': [
      stat({
        title: 'Brokers',
        description: 'That the controller knows and has not fenced.',
        unit: 'short',
        width: 4,
        queries: { brokers: `max(kafka_controller{${of},count="ActiveBrokerCount"})` },
        thresholds: ['red', [1, 'green']],
      }),
      stat({
        title: 'Controllers',
        description: 'Of a cluster exactly one is active.',
        unit: 'short',
        width: 4,
        queries: { active: `sum(kafka_controller{${of},count="ActiveControllerCount"})` },
        thresholds: ['red', [1, 'green'], [2, 'red']],
      }),
      stat({
        title: 'Partitions without a leader',
        description: 'Nobody can write to them or read them.',
        unit: 'short',
        width: 4,
        queries: { partitions: `max(kafka_controller{${of},count="OfflinePartitionsCount"})` },
        thresholds: ['green', [1, 'red']],
      }),
      stat({
        title: 'With too few replicas in sync',
        description:
          'Partitions of which a copy is missing or late. After a restart for a moment; else a broker is down or slow.',
        unit: 'short',
        width: 4,
        queries: { partitions: `sum(kafka_replica_problems{${of},problem="UnderReplicatedPartitions"})` },
        thresholds: ['green', [1, 'orange']],
      }),
      stat({
        title: 'Below min.insync.replicas',
        description: 'Writes to these partitions are refused.',
        unit: 'short',
        width: 4,
        queries: { partitions: `sum(kafka_replica_problems{${of},problem="UnderMinIsrPartitionCount"})` },
        thresholds: ['green', [1, 'red']],
      }),
      stat({
        title: 'Partitions',
        description: 'Replicas on these brokers.',
        unit: 'short',
        width: 4,
        queries: { partitions: `sum(kafka_replicas{${of},kind="PartitionCount"})` },
      }),
    ],
    Topics: [
      series({
        title: 'Records written',
        description: 'A second; the ten busiest topics.',
        unit: 'cps',
        width: 8,
        queries: {
          '{{topic}}': `topk(10, sum by (topic) (rate(kafka_topic_records_in_total{${topic}}[$__rate_interval])))`,
        },
      }),
      series({
        title: 'Bytes written',
        description: 'A second, as they lie in the log; the ten busiest topics.',
        unit: 'Bps',
        width: 8,
        queries: {
          '{{topic}}': `topk(10, sum by (topic) (rate(kafka_topic_bytes_in_total{${topic}}[$__rate_interval])))`,
        },
      }),
      series({
        title: 'Bytes read',
        description: 'By clients, a second; the ten busiest topics.',
        unit: 'Bps',
        width: 8,
        queries: {
          '{{topic}}': `topk(10, sum by (topic) (rate(kafka_topic_bytes_out_total{${topic}}[$__rate_interval])))`,
        },
      }),
      series({
        title: 'Size of the logs',
        description: 'The ten largest topics, all partitions on these brokers.',
        unit: 'bytes',
        width: 12,
        stacked: true,
        queries: { '{{topic}}': `topk(10, sum by (topic) (kafka_log_bytes{${topic}}))` },
      }),
      series({
        title: 'Replicas in sync, changes',
        description: 'Times that replicas fell out of step and caught up, a second.',
        unit: 'cps',
        width: 12,
        queries: {
          '{{change}}': `sum by (change) (rate(kafka_isr_changes_total{${of}}[$__rate_interval]))`,
        },
      }),
    ],
    Requests: [
      series({
        title: 'Requests',
        description: 'By kind, a second; the ten most frequent.',
        unit: 'reqps',
        width: 12,
        queries: {
          '{{request}}': `topk(10, sum by (request) (rate(kafka_requests_total{${of}}[$__rate_interval])))`,
        },
      }),
      series({
        title: 'Errors',
        description:
          'Answers with an error code, a second. Some belong to the course of things: NOT_COORDINATOR after a restart.',
        unit: 'reqps',
        width: 12,
        queries: {
          '{{error}} to {{request}}': `topk(10, sum by (request, error) (rate(kafka_request_errors_total{${of},error!="NONE"}[$__rate_interval]))) or vector(0)`,
        },
      }),
      series({
        title: 'Time of an answer, p99',
        description: 'As the broker estimates it. A fetch waits for records: its time is no trouble.',
        unit: 's',
        width: 12,
        queries: {
          '{{request}}': `max by (request) (kafka_request_duration_seconds{${of},percentile="99"})`,
        },
      }),
      series({
        title: 'Threads that have nothing to do',
        description: 'Share of their time. Below 0.3 the broker is at its limit.',
        unit: 'percentunit',
        width: 12,
        max: 1,
        queries: { '{{threads}}': `min by (threads) (kafka_idle_ratio{${of}})` },
      }),
    ],
    Groups: [
      series({
        title: 'Groups of the streams protocol',
        description: 'By state.',
        unit: 'short',
        width: 8,
        stacked: true,
        queries: { '{{state}}': `sum by (state) (kafka_streams_groups{${of}})` },
      }),
      series({
        title: 'Rebalances',
        description: 'Of these groups, in five minutes.',
        unit: 'short',
        width: 8,
        queries: { rebalances: `sum(increase(kafka_streams_group_rebalances_total{${of}}[5m]))` },
      }),
      series({
        title: 'Connections',
        description: 'By listener.',
        unit: 'short',
        width: 8,
        queries: { '{{listener}}': `sum by (listener) (kafka_connections{${of}})` },
      }),
    ],
    Process: [
      series({
        title: 'Processor',
        description: 'Processors in use.',
        unit: 'short',
        width: 6,
        queries: { '{{instance}}': `rate(kafka_jvm_cpu_seconds_total{${of}}[$__rate_interval])` },
      }),
      series({
        title: 'Heap',
        description: 'Used, and how much it may be (KAFKA_HEAP).',
        unit: 'bytes',
        width: 6,
        queries: {
          '{{what}}': `sum by (what) (kafka_jvm_memory_bytes{${of},area="Heap"})`,
        },
      }),
      series({
        title: 'Garbage collection',
        description: 'Share of the time that it takes, by collector.',
        unit: 'percentunit',
        width: 6,
        queries: {
          '{{collector}}': `max by (collector) (rate(kafka_jvm_gc_seconds_total{${of}}[$__rate_interval]))`,
        },
      }),
      series({
        title: 'File descriptors',
        description: 'Open, and how many may be. Each segment of each partition holds some.',
        unit: 'short',
        width: 6,
        queries: { '{{what}}': `sum by (what) (kafka_jvm_file_descriptors{${of}})` },
      }),
    ],
  },
})
