import { series } from '../../parts/series.ts'
import { of } from './of.ts'

export const lagPanels = [
  series({
    title: 'Records behind, by input',
    description: 'End of the topic minus position, of all partitions.',
    unit: 'short',
    width: 8,
    stacked: true,
    queries: { '{{topic}}': `sum by (topic) (millrace_input_lag_records{${of},topic=~"$topic"})` },
  }),
  series({
    title: 'Records behind, by partition',
    description:
      'The ten partitions that are furthest behind. One alone: its key is hot, or its instance slow.',
    unit: 'short',
    width: 8,
    queries: {
      '{{topic}} {{partition}}': `topk(10, sum by (topic, partition) (millrace_input_lag_records{${of},topic=~"$topic"}))`,
    },
  }),
  series({
    title: 'Time to work it off',
    description:
      'Records behind by the rate at which records are taken: how long it would take if nothing new came.',
    unit: 's',
    width: 8,
    queries: {
      '{{topic}}': `sum by (topic) (millrace_input_lag_records{${of},topic=~"$topic"}) / clamp_min(sum by (topic) (rate(millrace_records_consumed_total{${of},topic=~"$topic"}[$__rate_interval])), 0.1)`,
    },
  }),
]
