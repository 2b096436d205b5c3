import { moment, number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge, type Tone } from 'millrace/console/ui/parts/Badge.tsx'
import { Figure, Figures } from 'millrace/console/ui/parts/Figure.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { Differences } from './Differences.tsx'
import type { ComparedStore, ComparedTopic, Comparison } from './generation.ts'
import { texts } from './texts.ts'

const tones: Readonly<Record<ComparedStore['verdict'], Tone>> = {
  equal: 'good',
  different: 'warn',
  left: 'warn',
  right: 'warn',
  incomparable: 'calm',
}

/** What two generations hold and have published at one cut, and where they differ. */
export function ComparisonPanel({ of }: { readonly of: Comparison }) {
  const t = say(texts)
  const differing = of.stores.filter(({ first }) => first.length > 0)
  return (
    <Panel
      title={t.comparison(of.left, of.right)}
      aside={<Badge tone={of.isEqual ? 'good' : 'warn'}>{of.isEqual ? t.equal : t.different}</Badge>}
    >
      <div class="stack">
        <Figures>
          <Figure label={t.records} value={number(of.records)} />
          <Figure label={t.held} value={`${number(of.heldMs)} ms`} />
          <Figure label={t.comparedAt} value={moment(of.at)} />
        </Figures>
        <Table
          caption={t.stores}
          titled
          rows={of.stores}
          keyOf={({ store }) => store}
          columns={storeColumns(of)}
        />
        {differing.map(each => (
          <Differences key={each.store} of={each} left={of.left} right={of.right} />
        ))}
        {of.outputs.length > 0 && (
          <Table
            caption={t.topics}
            titled
            rows={of.outputs}
            keyOf={({ topic }) => topic}
            columns={topicColumns(of)}
          />
        )}
      </div>
    </Panel>
  )
}

function storeColumns({ left, right }: Comparison): readonly Column<ComparedStore>[] {
  const t = say(texts)
  const rows = (rows: number | null | undefined) => (rows == null ? '—' : number(rows))
  return [
    { id: 'store', title: t.store, cell: ({ store }) => store },
    {
      id: 'verdict',
      title: t.verdict,
      cell: each => (
        <>
          <Badge tone={tones[each.verdict]}>{t.verdicts[each.verdict]}</Badge>{' '}
          <span class="soft">{each.verdict === 'incomparable' ? t.incomparable : counted(each)}</span>
        </>
      ),
    },
    { id: 'left', title: t.rowsOf(left), figure: true, minor: true, cell: each => rows(each.left?.rows) },
    { id: 'right', title: t.rowsOf(right), figure: true, minor: true, cell: each => rows(each.right?.rows) },
  ]
}

function topicColumns({ left, right }: Comparison): readonly Column<ComparedTopic>[] {
  const t = say(texts)
  return [
    { id: 'topic', title: t.topic, cell: ({ topic }) => topic },
    {
      id: 'difference',
      title: t.difference,
      cell: each => {
        const told = counted(each)
        return told === '' ? <Badge tone="good">{t.verdicts.equal}</Badge> : <Badge tone="warn">{told}</Badge>
      },
    },
    { id: 'left', title: t.eventsOf(left), figure: true, minor: true, cell: each => number(each.left.ids) },
    {
      id: 'right',
      title: t.eventsOf(right),
      figure: true,
      minor: true,
      cell: each => number(each.right.ids),
    },
  ]
}

function counted(of: Pick<ComparedStore, 'changed' | 'onlyLeft' | 'onlyRight'>): string {
  const { counts } = say(texts)
  const names = ['changed', 'onlyLeft', 'onlyRight'] as const
  return names.flatMap(name => (of[name] ? [counts[name](number(of[name]))] : [])).join(', ')
}
