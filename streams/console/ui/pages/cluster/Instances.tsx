import { useRef } from 'preact/hooks'
import type { FromInstance, FromInstances, InstanceReport } from '../../../answers.ts'
import { bytes, number } from '../../format.ts'
import { say } from '../../language.ts'
import { Badge, type Tone } from '../../parts/Badge.tsx'
import { Table } from '../../parts/Table.tsx'
import { letterOf } from './TaskMatrix.tsx'
import { texts } from './texts.ts'

type Report = FromInstances<InstanceReport>

/** The instances with how they are. */
export function Instances({ report }: { readonly report: Report }) {
  const t = say(texts)
  const rates = useRates(report)
  const said = (cell: (said: InstanceReport, instance: string) => preact.ComponentChildren) =>
    function cellOf({ said, instance }: FromInstance<InstanceReport>) {
      return said ? cell(said, instance) : '–'
    }
  return (
    <Table
      caption={t.instances}
      rows={report.instances}
      keyOf={({ instance }) => instance}
      columns={[
        {
          id: 'instance',
          title: t.instance,
          cell: ({ instance }) => {
            const index = report.instances.findIndex(each => each.instance === instance)
            return (
              <span class="instance-name">
                <i class={`task-on instance-${index % 6}`} aria-hidden="true">
                  {letterOf(index)}
                </i>
                {instance}
              </span>
            )
          },
        },
        {
          id: 'state',
          title: t.state,
          cell: ({ said }) =>
            said ? (
              <span class="row">
                <Badge tone={toneOf(said)}>{said.state}</Badge>
                {said.paused !== null && <Badge tone="warn">{t.paused(said.paused)}</Badge>}
                {said.cut !== null && <Badge tone="warn">{t.cut}</Badge>}
              </span>
            ) : (
              <span title={t.silentHint}>
                <Badge tone="bad">{t.silent}</Badge>
              </span>
            ),
        },
        { id: 'tasks', title: t.tasks, figure: true, cell: said(({ tasks }) => tasks.length) },
        {
          id: 'standbys',
          title: t.standbys,
          figure: true,
          minor: true,
          cell: said(({ standbys }) => standbys.length),
        },
        {
          id: 'lag',
          title: t.lag,
          figure: true,
          cell: said(({ tasks }) => number(tasks.reduce((sum, { lag }) => sum + lag, 0))),
        },
        {
          id: 'rate',
          title: t.rate,
          figure: true,
          minor: true,
          cell: said((_, instance) => number(rates.get(instance)?.processed ?? 0, 1)),
        },
        {
          id: 'commits',
          title: t.commits,
          figure: true,
          minor: true,
          cell: said((_, instance) => number(rates.get(instance)?.commits ?? 0, 1)),
        },
        {
          id: 'last',
          title: t.lastCommit,
          figure: true,
          minor: true,
          cell: said(({ lastCommit }) => (lastCommit === null ? '–' : `${number(lastCommit.ms, 1)} ms`)),
        },
        {
          id: 'memory',
          title: t.memory,
          figure: true,
          minor: true,
          cell: said(({ memory }) => {
            const held = Object.values(memory).reduce((sum, each) => sum + each.bytes, 0)
            const most = Object.values(memory).reduce((sum, each) => sum + each.budget, 0)
            return (
              <span title={`${bytes(held)} / ${bytes(most)}`}>
                {bytes(held)}{' '}
                <span class="gauge" aria-hidden="true">
                  <i style={{ width: `${Math.min(1, held / Math.max(1, most)) * 100}%` }} />
                </span>
              </span>
            )
          }),
        },
        {
          id: 'disk',
          title: t.disk,
          figure: true,
          minor: true,
          cell: said(({ disk }) => (disk === null ? '–' : bytes(disk.freeBytes))),
        },
        {
          id: 'recoveries',
          title: t.recoveries,
          figure: true,
          minor: true,
          cell: said(({ recoveries }) => recoveries),
        },
      ]}
    />
  )
}

function toneOf({ state, restoring }: InstanceReport): Tone {
  if (state === 'RUNNING') return restoring.length > 0 ? 'accent' : 'good'
  return state === 'ERROR' ? 'bad' : state === 'STOPPED' ? 'calm' : 'warn'
}

/** Per second, from answer to answer. */
function useRates(
  report: Report,
): ReadonlyMap<string, { readonly processed: number; readonly commits: number }> {
  const kept = useRef<{ report: Report; rates: ReadonlyMap<string, { processed: number; commits: number }> }>(
    {
      report,
      rates: new Map(),
    },
  )
  if (kept.current.report !== report) {
    const before = new Map(kept.current.report.instances.map(({ instance, said }) => [instance, said]))
    const rates = report.instances.flatMap(({ instance, said }) => {
      const old = before.get(instance)
      const seconds = said && old ? (said.at - old.at) / 1000 : 0
      if (!said || !old || seconds <= 0) return []
      const per = (now: number, then: number) => Math.max(0, now - then) / seconds
      return [
        [
          instance,
          { processed: per(said.processed, old.processed), commits: per(said.commits, old.commits) },
        ] as const,
      ]
    })
    kept.current = { report, rates: new Map(rates) }
  }
  return kept.current.rates
}
