import { heatmap } from '../../parts/heatmap.ts'
import { series } from '../../parts/series.ts'
import { of } from './of.ts'

export const flowPanels = [
  series({
    title: 'Records in',
    description:
      'Records taken, a second, by input or repartition topic. Those of transactions that were given up count each time.',
    unit: 'cps',
    width: 6,
    queries: {
      '{{topic}}': `sum by (topic) (rate(millrace_records_consumed_total{${of},topic=~"$topic"}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Records out',
    description: 'Records committed, a second, by topic: outputs, repartition topics and changelogs.',
    unit: 'cps',
    width: 6,
    queries: {
      '{{topic}}': `sum by (topic) (rate(millrace_records_produced_total{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Bytes in',
    description: 'Of the records taken, without compression, by topic.',
    unit: 'Bps',
    width: 6,
    queries: {
      '{{topic}}': `sum by (topic) (rate(millrace_consumed_bytes_total{${of},topic=~"$topic"}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Bytes out',
    description: 'Of the records committed, without compression, by topic.',
    unit: 'Bps',
    width: 6,
    queries: { '{{topic}}': `sum by (topic) (rate(millrace_produced_bytes_total{${of}}[$__rate_interval]))` },
  }),
  heatmap({
    title: 'From a source record to the commit of what it led to',
    description:
      'How many records took how long, over all repartition topics and instances. Records older than an hour are not measured.',
    unit: 's',
    width: 12,
    queries: {
      '{{le}}': `sum by (le) (rate(millrace_end_to_end_latency_seconds_bucket{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'The same by topic, p99',
    description: 'Of 99 in 100 records, by the topic of what was committed.',
    unit: 's',
    width: 12,
    queries: {
      '{{topic}}': `histogram_quantile(0.99, sum by (le, topic) (rate(millrace_end_to_end_latency_seconds_bucket{${of}}[$__rate_interval])))`,
    },
  }),
  series({
    title: 'Where the time goes',
    description:
      'Share of one processor that each step of the topology takes of its own (sampled). The ten that take most.',
    unit: 'percentunit',
    width: 12,
    stacked: true,
    queries: {
      '{{node}}': `topk(10, sum by (node) (rate(millrace_node_seconds_total{${of}}[$__rate_interval])))`,
    },
  }),
  series({
    title: 'Records that failed',
    description:
      'By what became of them, where, and by which error. Dead letters can be looked at and replayed: npx cabinet dlq list.',
    unit: 'cps',
    width: 12,
    queries: {
      '{{response}}: {{error}} at {{stage}} of {{topic}}': `sum by (response, error, stage, topic) (rate(millrace_failures_total{${of}}[$__rate_interval]))`,
    },
  }),
]
