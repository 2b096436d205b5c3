import { dashboard } from '../parts/dashboard.ts'
import { series } from '../parts/series.ts'
import { stat } from '../parts/stat.ts'
import { timeline } from '../parts/timeline.ts'
import { instance, job } from '../parts/variables.ts'
import { stateColours, stateExpr, stateWords } from './state.ts'
import { uids } from './uids.ts'

const of = 'job="$job",instance="$instance"'
const route = (share: number) =>
  `topk(8, histogram_quantile(${share}, sum by (le, method, route) (rate(http_request_duration_seconds_bucket{${of}}[$__rate_interval]))))`

/** One process: its state, memory, processor, disk, requests. */
export const instanceDashboard = dashboard({
  uid: uids.instance,
  title: 'millrace: one instance',
  description: 'One process: its state, memory, processor, disk, requests.',
  variables: [job, instance],
  rows: {
    State: [
      timeline({
        title: 'State',
        description: 'What is not running does not process.',
        unit: 'short',
        width: 8,
        queries: { state: stateExpr(of) },
        thresholds: stateColours,
        words: stateWords,
      }),
      series({
        title: 'Tasks',
        description: 'That run here, and those of others that are followed here.',
        unit: 'short',
        width: 8,
        queries: { run: `millrace_tasks{${of}}`, followed: `millrace_standby_tasks{${of}}` },
      }),
      series({
        title: 'Records behind',
        description: 'In the partitions that this instance has, by input.',
        unit: 'short',
        width: 8,
        stacked: true,
        queries: { '{{topic}}': `sum by (topic) (millrace_input_lag_records{${of}})` },
      }),
    ],
    'Processor and memory': [
      series({
        title: 'Processor',
        description:
          'Processors in use. JavaScript runs on one: an instance that stays near 1 is at its limit; start another.',
        unit: 'short',
        width: 8,
        queries: {
          all: `rate(process_cpu_seconds_total{${of}}[$__rate_interval])`,
          user: `rate(process_cpu_user_seconds_total{${of}}[$__rate_interval])`,
          system: `rate(process_cpu_system_seconds_total{${of}}[$__rate_interval])`,
        },
      }),
      series({
        title: 'Event loop',
        description: 'How late timers come. Above some tenths of a second heartbeats and answers suffer.',
        unit: 's',
        width: 8,
        queries: {
          p50: `nodejs_eventloop_lag_p50_seconds{${of}}`,
          p99: `nodejs_eventloop_lag_p99_seconds{${of}}`,
        },
        thresholds: ['green', [0.1, 'orange'], [0.5, 'red']],
      }),
      series({
        title: 'Garbage collection',
        description: 'Share of the time that it takes, by kind.',
        unit: 'percentunit',
        width: 8,
        queries: {
          '{{kind}}': `sum by (kind) (rate(nodejs_gc_duration_seconds_sum{${of}}[$__rate_interval]))`,
        },
      }),
      series({
        title: 'Memory of the process',
        description:
          'Resident, and what JavaScript’s heap has and uses. The database and fetched records are beside the heap.',
        unit: 'bytes',
        width: 8,
        queries: {
          resident: `process_resident_memory_bytes{${of}}`,
          heap: `nodejs_heap_size_total_bytes{${of}}`,
          'heap used': `nodejs_heap_size_used_bytes{${of}}`,
        },
      }),
      series({
        title: 'Memory for the work',
        description:
          'By what for: fetched records, changelogs, what is not committed, cached rows, the database.',
        unit: 'bytes',
        width: 8,
        stacked: true,
        queries: { '{{kind}}': `sum by (kind) (millrace_memory_bytes{${of}})` },
      }),
      series({
        title: 'Share of the budget',
        description:
          'Memory for the work by what it may be. At 1 the engine waits rather than take more (docs/limits.md).',
        unit: 'percentunit',
        width: 8,
        queries: {
          '{{kind}}': `sum by (kind) (millrace_memory_bytes{${of}}) / sum by (kind) (millrace_memory_budget_bytes{${of}})`,
        },
      }),
    ],
    Disk: [
      series({
        title: 'Disk of the state directory',
        description: 'Free bytes, and those below which intake pauses (DISK_LOW_BYTES).',
        unit: 'bytes',
        width: 8,
        queries: {
          free: `millrace_disk_free_bytes{${of}}`,
          'intake pauses below': `millrace_disk_low_bytes{${of}}`,
        },
      }),
      series({
        title: 'Size of the state',
        description: 'Bytes of the state’s files.',
        unit: 'bytes',
        width: 8,
        queries: { state: `millrace_state_disk_bytes{${of}}` },
      }),
      stat({
        title: 'Intake paused',
        description: '1: the disk is nearly full, nothing is taken in: docs/runbooks/disk-low.md.',
        unit: 'short',
        width: 8,
        queries: { paused: `max(millrace_paused{${of}})` },
        thresholds: ['green', [1, 'red']],
      }),
    ],
    Requests: [
      series({
        title: 'Requests by route',
        description: 'Answered, a second; the eight most frequent routes.',
        unit: 'reqps',
        width: 12,
        queries: {
          '{{method}} {{route}}': `topk(8, sum by (method, route) (rate(http_request_duration_seconds_count{${of}}[$__rate_interval])))`,
        },
      }),
      series({
        title: 'Time of an answer by route, p99',
        description: 'The eight slowest routes. Those that were asked to wait for an effect do so.',
        unit: 's',
        width: 12,
        queries: { '{{method}} {{route}}': route(0.99) },
      }),
      series({
        title: 'Clients of the feed',
        description: 'Websockets and event streams that are connected here.',
        unit: 'short',
        width: 8,
        queries: { clients: `cabinet_flux_clients{${of}}` },
      }),
      series({
        title: 'Handles',
        description:
          'What Node holds open, by type: sockets, timers, requests. What grows without end is a leak.',
        unit: 'short',
        width: 8,
        queries: { '{{type}}': `topk(6, sum by (type) (nodejs_active_resources{${of}}))` },
      }),
      series({
        title: 'File descriptors',
        description: 'Open, and how many may be. The database holds one for each of its tables.',
        unit: 'short',
        width: 8,
        queries: { open: `process_open_fds{${of}}`, 'may be': `process_max_fds{${of}}` },
      }),
    ],
  },
})
