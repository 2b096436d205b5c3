import { columns } from '../columns.ts'
import type { FeedResult } from './feedBench.ts'

/** For people: a phase a line. */
export function feedTable({ clients, secondsUntilLive, phases, ...memory }: FeedResult): string {
  const head = [
    `feed, ${clients} clients`,
    'rows changed',
    'delivered/s',
    'p50 ms',
    'p99 ms',
    'longest',
    'plain consumer p50',
    'p99',
    'cores',
  ]
  const rows = phases.map(each => [
    each.phase,
    ...[each.written, each.deliveredPerSecond, each.p50, each.p99, each.longest].map(shown),
    ...[each.committedP50, each.committedP99, each.cores].map(shown),
  ])
  const { rssBeforeMB, rssMB, kilobytesPerClient } = memory
  return [
    columns([head, ...rows]),
    `all live after ${secondsUntilLive} s; the cabinet's memory ${rssBeforeMB} MB without them, ${rssMB} MB with them: ${kilobytesPerClient} KB a client`,
  ].join('\n')
}

const shown = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 })
