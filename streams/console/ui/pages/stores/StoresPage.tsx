import type { StoreAnswer, StorePartition, StoresAnswer } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { bytes, number, percent } from '../../format.ts'
import { say } from '../../language.ts'
import { Badge } from '../../parts/Badge.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Figure, Figures } from '../../parts/Figure.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Table } from '../../parts/Table.tsx'
import { pathTo, route } from '../../route.ts'
import type { StreamsPageProps } from '../../streamsPages.tsx'
import { RowsBrowser } from './RowsBrowser.tsx'
import { texts } from './texts.ts'
import './stores.css'

/** What the application remembers: every store over all its partitions, one of them by partition, and its rows. */
export default function StoresPage({ base }: StreamsPageProps) {
  const stores = usePoll<StoresAnswer>(`${base}stores`, 3_000)
  return (
    <Loaded of={stores}>
      {answer => <Stores answer={answer} chosen={route.value.rest[0] ?? null} base={base} />}
    </Loaded>
  )
}

interface StoresProps extends StreamsPageProps {
  readonly answer: StoresAnswer
  readonly chosen: string | null
}

function Stores({ answer, chosen, base }: StoresProps) {
  const t = say(texts)
  const { stores, unanswered } = answer
  if (stores.length === 0) return <Empty title={t.none} />
  const open = stores.find(({ store }) => store === chosen) ?? null
  return (
    <>
      <p class="soft">{t.intro}</p>
      {unanswered.length > 0 && <Notice tone="warn">{t.silent(unanswered.join(', '))}</Notice>}
      {chosen === null ? (
        <AllStores stores={stores} />
      ) : (
        <>
          <p>
            <a href={pathTo('stores')}>← {t.all}</a>
          </p>
          {open === null ? (
            <Empty title={t.unknown(chosen)} />
          ) : (
            <OneStore key={open.store} of={open} base={base} />
          )}
        </>
      )}
    </>
  )
}

function AllStores({ stores }: { readonly stores: readonly StoreAnswer[] }) {
  const t = say(texts)
  const most = Math.max(1, ...stores.map(({ rows }) => rows ?? 0))
  return (
    <Panel title={t.stores} flush>
      <Table
        caption={t.stores}
        rows={stores}
        keyOf={({ store }) => store}
        columns={[
          {
            id: 'store',
            title: t.store,
            cell: ({ store }) => (
              <a class="stores-link" href={pathTo('stores', [store])}>
                {store}
              </a>
            ),
          },
          { id: 'part', title: t.part, minor: true, figure: true, cell: ({ subtopology }) => subtopology },
          {
            id: 'rows',
            title: t.rows,
            figure: true,
            cell: ({ rows }) => (
              <>
                {rows === null ? '…' : number(rows)}
                <span class="stores-bar" aria-hidden="true">
                  <i style={{ width: `${((rows ?? 0) / most) * 100}%` }} />
                </span>
              </>
            ),
          },
          { id: 'hash', title: t.hash, cell: ({ hash }) => <Hash hash={hash} /> },
          {
            id: 'bytes',
            title: t.size,
            figure: true,
            minor: true,
            cell: each => (each.bytes === null ? '–' : bytes(each.bytes)),
          },
          {
            id: 'cached',
            title: t.cached,
            figure: true,
            minor: true,
            cell: each => number(sum(each, ({ cachedRows }) => cachedRows)),
          },
          { id: 'hits', title: t.hits, figure: true, minor: true, cell: each => hitShare(each.partitions) },
          {
            id: 'copies',
            title: t.copies,
            figure: true,
            minor: true,
            cell: ({ partitions }) => number(partitions.filter(({ role }) => role === 'standby').length),
          },
        ]}
      />
    </Panel>
  )
}

function OneStore({ of, base }: StreamsPageProps & { readonly of: StoreAnswer }) {
  const t = say(texts)
  return (
    <>
      <Figures>
        <Figure
          label={t.rows}
          value={of.rows === null ? '…' : number(of.rows)}
          note={<Hash hash={of.hash} />}
        />
        <Figure label={t.size} value={of.bytes === null ? '–' : bytes(of.bytes)} />
        <Figure label={t.hits} value={hitShare(of.partitions)} />
        <Figure label={t.part} value={of.subtopology} note={<a href={pathTo('flow')}>{t.inFlow}</a>} />
      </Figures>
      <Partitions of={of} />
      <Panel title={t.browse(of.store)}>
        <RowsBrowser store={of.store} base={base} />
      </Panel>
    </>
  )
}

function Partitions({ of: { store, partitions } }: { readonly of: StoreAnswer }) {
  const t = say(texts)
  const active = new Map(
    partitions.filter(({ role }) => role === 'active').map(each => [each.partition, each]),
  )
  return (
    <Panel title={t.partitionOf(store)} flush>
      <Table
        caption={t.partitionOf(store)}
        rows={partitions}
        keyOf={({ partition, instance, role }) => `${partition} ${instance} ${role}`}
        columns={[
          { id: 'partition', title: t.partition, figure: true, cell: ({ partition }) => partition },
          {
            id: 'role',
            title: t.role,
            cell: each => (
              <span class="row">
                <Badge tone={each.role === 'active' ? 'accent' : 'calm'}>{t[each.role]}</Badge>
                {each.role === 'standby' && each.hash !== null && (
                  <Badge tone={each.hash === active.get(each.partition)?.hash ? 'good' : 'warn'}>
                    {each.hash === active.get(each.partition)?.hash ? t.same : t.behind}
                  </Badge>
                )}
              </span>
            ),
          },
          { id: 'instance', title: t.instance, minor: true, cell: ({ instance }) => instance },
          {
            id: 'rows',
            title: t.rows,
            figure: true,
            cell: ({ rows }) => (rows === null ? '…' : number(rows)),
          },
          { id: 'hash', title: t.hash, cell: ({ hash }) => <Hash hash={hash} /> },
          {
            id: 'offset',
            title: t.offset,
            figure: true,
            minor: true,
            cell: ({ offset }) => (offset === null ? '–' : number(offset)),
          },
          {
            id: 'bytes',
            title: t.size,
            figure: true,
            minor: true,
            cell: each => (each.bytes === null ? '–' : bytes(each.bytes)),
          },
          { id: 'hits', title: t.hits, figure: true, minor: true, cell: each => hitShare([each]) },
        ]}
      />
    </Panel>
  )
}

function Hash({ hash }: { readonly hash: string | null }) {
  return (
    <code class="stores-hash" title={hash ?? undefined}>
      {hash === null ? '…' : hash.slice(0, 12)}
    </code>
  )
}

const sum = ({ partitions }: StoreAnswer, figure: (part: StorePartition) => number | null) =>
  partitions.reduce((total, part) => total + (figure(part) ?? 0), 0)

function hitShare(parts: readonly StorePartition[]): string {
  const hits = parts.reduce((total, each) => total + (each.hits ?? 0), 0)
  const misses = parts.reduce((total, each) => total + (each.misses ?? 0), 0)
  return hits + misses === 0 ? '–' : percent(hits / (hits + misses), 1)
}
