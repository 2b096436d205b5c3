import { series } from '../../parts/series.ts'
import { table } from '../../parts/table.ts'
import { of } from './of.ts'

export const generationPanels = [
  table({
    title: 'Who runs what',
    description: 'The generation of each instance and its state: building, live, shadow.',
    unit: 'short',
    width: 8,
    queries: { generation: `generation_info{${of}}` },
    without: ['Value'],
  }),
  series({
    title: 'Instances of the live generation',
    description: '0: nobody answers, nothing is published.',
    unit: 'short',
    width: 8,
    queries: { live: `sum(generation_live{${of}})` },
  }),
  series({
    title: 'Intake held for a cut',
    description: 'How long intake stood still the last time, for a switch or a comparison.',
    unit: 's',
    width: 8,
    queries: { '{{instance}}': `generation_last_hold_seconds{${of}}` },
  }),
]
