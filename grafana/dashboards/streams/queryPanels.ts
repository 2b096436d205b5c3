import { series } from '../../parts/series.ts'
import { of } from './of.ts'

export const queryPanels = [
  series({
    title: 'Questions by outcome',
    description:
      'Questions about rows that were asked here and have ended. Partial: a part of the rows could not be asked.',
    unit: 'reqps',
    width: 12,
    stacked: true,
    queries: {
      '{{outcome}}': `sum by (outcome) (rate(millrace_queries_total{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'With more than one try',
    description:
      'Answered by a standby; an instance was too slow and others were asked beside it; asked again for what was moving.',
    unit: 'reqps',
    width: 12,
    queries: {
      'by a standby': `sum(rate(millrace_queries_by_standby_total{${of}}[$__rate_interval]))`,
      hedged: `sum(rate(millrace_queries_hedged_total{${of}}[$__rate_interval]))`,
      'asked again': `sum(rate(millrace_queries_retried_total{${of}}[$__rate_interval]))`,
    },
  }),
]
