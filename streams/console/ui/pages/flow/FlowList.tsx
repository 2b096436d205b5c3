import { number, percent, short } from '../../format.ts'
import { say } from '../../language.ts'
import { Badge } from '../../parts/Badge.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Table } from '../../parts/Table.tsx'
import { pathTo } from '../../route.ts'
import { rate } from './figures.ts'
import { before, behind } from './graph/flowGraph.ts'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'

/** The same as the graph, to be read: for narrow screens, and for who sees no drawing. */
export function FlowList({ live, chosen }: { readonly live: Live; readonly chosen: string | null }) {
  const t = say(texts)
  const { graph, rates, stores } = live
  return (
    <div class="flow-list">
      {graph.parts.map(part => (
        <Panel key={part.id} title={t.part(part.id)} flush>
          <Table
            caption={t.part(part.id)}
            current={chosen}
            keyOf={({ name }) => name}
            rows={part.nodes}
            columns={[
              {
                id: 'step',
                title: t.step,
                cell: ({ name }) => <a href={pathTo('flow', [name])}>{name}</a>,
              },
              { id: 'kind', title: t.kind, minor: true, cell: ({ kind }) => t.kinds[kind] ?? kind },
              {
                id: 'from',
                title: t.comesFrom,
                minor: true,
                cell: ({ name, kind, repartition, topics }) =>
                  kind === 'source' && repartition === null
                    ? topics.join(', ')
                    : before(graph, name).join(', '),
              },
              {
                id: 'to',
                title: t.goesTo,
                minor: true,
                cell: ({ name, kind, topics }) =>
                  kind === 'sink' ? topics.join(', ') : behind(graph, name).join(', '),
              },
              {
                id: 'rate',
                title: t.rate,
                figure: true,
                cell: ({ name }) => rate(rates.steps.get(name)?.perSecond ?? 0),
              },
              {
                id: 'lag',
                title: t.lagTitle,
                figure: true,
                cell: ({ kind, topics }) => {
                  if (kind !== 'source') return ''
                  const lag = topics.reduce((sum, each) => sum + (rates.topics.get(each)?.lag ?? 0), 0)
                  return lag > 0 ? <Badge tone="warn">{short(lag)}</Badge> : '0'
                },
              },
              {
                id: 'share',
                title: t.share,
                figure: true,
                cell: ({ name }) => percent(rates.steps.get(name)?.share ?? 0, 1),
              },
              {
                id: 'failures',
                title: t.failuresTitle,
                figure: true,
                minor: true,
                cell: ({ name }) => {
                  const failures = rates.steps.get(name)?.failures ?? 0
                  return failures > 0 ? <Badge tone="bad">{short(failures)}</Badge> : '0'
                },
              },
            ]}
          />
          {part.stores.length > 0 && (
            <p class="flow-list-stores">
              {t.stores}:{' '}
              {part.stores.map(({ name }, index) => (
                <span key={name}>
                  {index > 0 && ', '}
                  <a href={pathTo('stores', [name])}>{name}</a>{' '}
                  <span class="soft">
                    {stores.get(name)?.rows == null ? '…' : number(stores.get(name)!.rows!)}
                  </span>
                </span>
              ))}
            </p>
          )}
        </Panel>
      ))}
    </div>
  )
}
