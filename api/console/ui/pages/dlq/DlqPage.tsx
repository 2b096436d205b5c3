import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { bytes, moment, number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import { useEffect, useState } from 'preact/hooks'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { FilterForm, filterOf, statusOf } from './FilterForm.tsx'
import { LetterDialog } from './LetterDialog.tsx'
import { type Letter, type LetterList, placeOf } from './letter.ts'
import { Outcome } from './Outcome.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { texts } from './texts.ts'
import { forget, treating, wish } from './treat.ts'
import './dlq.css'

const pageSize = '50'

/** Dead letters: listed, looked into, replayed, discarded. */
export default function DlqPage() {
  const t = say(texts)
  const { query, rest } = route.value
  const open = rest[0] ?? null
  const filter = filterOf(query)
  const status = statusOf(query)
  const cursor = query.get('cursor')
  const asked = new URLSearchParams({ status, limit: pageSize, ...filter, ...(cursor && { cursor }) })
  const polled = usePoll<LetterList>(`/api/dlq?${asked}`, 5_000)
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const [topics, setTopics] = useState<readonly string[]>([])
  useEffect(() => forget, [])
  useEffect(() => select(new Set()), [asked.toString()])
  const items = polled.data.value?.items
  useEffect(() => {
    const seen = (items ?? []).flatMap(({ topic }) => (topic === null ? [] : [topic]))
    setTopics(before => [...new Set([...before, ...seen])].sort())
  }, [items])
  const at = (changes: Readonly<Record<string, string | null>>, name: string | null = null) =>
    pathTo('dlq', name === null ? [] : [name], { status, ...filter, cursor, ...changes })
  const done = () => {
    select(new Set())
    polled.refresh()
  }
  return (
    <div class="stack">
      <p class="soft">{t.intro}</p>
      <FilterForm topics={topics} />
      {open === null && <Outcome />}
      <Loaded of={polled}>
        {list =>
          list.items.length === 0 ? (
            <Empty title={t.none}>
              <p>{status === 'open' && Object.keys(filter).length === 0 ? t.noneOpen : t.noneSuch}</p>
            </Empty>
          ) : (
            <Panel
              flush
              aside={
                <Actions
                  of={list.items}
                  selected={selected}
                  onSelect={select}
                  filter={filter}
                  status={status}
                />
              }
            >
              <Table
                caption={t.letter}
                rows={list.items}
                keyOf={({ letter }) => letter}
                current={open}
                columns={columnsOf({ selected, onSelect: select, at })}
              />
            </Panel>
          )
        }
      </Loaded>
      <Pages list={polled.data.value} cursor={cursor} at={at} />
      {open !== null && (
        <LetterDialog
          key={open}
          name={open}
          onClose={() => {
            forget()
            goTo(at({}), { replace: true })
            polled.refresh()
          }}
        />
      )}
      {wish.value && <ConfirmDialog of={wish.value} onDone={done} />}
    </div>
  )
}

type At = (changes: Readonly<Record<string, string | null>>, name?: string | null) => string

interface Selecting {
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
}

function columnsOf({ selected, onSelect, at }: Selecting & { readonly at: At }): readonly Column<Letter>[] {
  const t = say(texts)
  const toggle = (name: string) =>
    onSelect(
      selected.has(name)
        ? new Set([...selected].filter(each => each !== name))
        : new Set([...selected, name]),
    )
  return [
    {
      id: 'letter',
      title: t.letter,
      cell: ({ letter }) => (
        <span class="dlq-name">
          <input
            type="checkbox"
            aria-label={t.select(letter)}
            checked={selected.has(letter)}
            onChange={() => toggle(letter)}
          />
          <a href={at({}, letter)}>{letter}</a>
        </span>
      ),
    },
    {
      id: 'reason',
      title: t.reason,
      cell: ({ error, message }) => (
        <>
          <Badge tone="bad">{error}</Badge> <span class="dlq-message">{message}</span>
        </>
      ),
    },
    { id: 'record', title: t.record, minor: true, cell: letter => <code>{placeOf(letter)}</code> },
    { id: 'failed', title: t.failedAt, minor: true, cell: ({ writtenAt }) => moment(writtenAt) },
    { id: 'size', title: t.size, figure: true, minor: true, cell: letter => bytes(letter.bytes) },
    { id: 'state', title: t.state, minor: true, cell: ({ status }) => <StatusBadge status={status} /> },
  ]
}

function Actions({
  of,
  selected,
  onSelect,
  filter,
  status,
}: Selecting & {
  readonly of: readonly Letter[]
  readonly filter: Readonly<Record<string, string>>
  readonly status: string
}) {
  const t = say(texts)
  const letters = of.map(({ letter }) => letter).filter(letter => selected.has(letter))
  const what = letters.length > 0 ? t.selected(letters.length) : t.matching
  const selection = letters.length > 0 ? { letters } : { filter }
  const canAct = letters.length > 0 || status === 'open'
  return (
    <div class="row dlq-actions">
      <label class="row">
        <input
          type="checkbox"
          checked={letters.length === of.length}
          onChange={event =>
            onSelect(new Set(event.currentTarget.checked ? of.map(({ letter }) => letter) : []))
          }
        />
        {letters.length === 0 ? t.selectAll : t.selected(letters.length)}
      </label>
      {canAct && (
        <>
          <Button
            small
            busy={treating.value === 'replay'}
            onClick={() => {
              wish.value = { verb: 'replay', selection, what }
            }}
          >
            {letters.length > 0 ? t.replay : t.replayAll}
          </Button>
          <Button
            small
            kind="danger"
            busy={treating.value === 'discard'}
            onClick={() => {
              wish.value = { verb: 'discard', selection, what }
            }}
          >
            {letters.length > 0 ? t.discard : t.discardAll}
          </Button>
        </>
      )}
    </div>
  )
}

function Pages({
  list,
  cursor,
  at,
}: {
  readonly list: LetterList | null
  readonly cursor: string | null
  readonly at: At
}) {
  const t = say(texts)
  if (list === null) return null
  return (
    <div class="row">
      <span class="soft">{t.scanned(number(list.scanned))}</span>
      {cursor !== null && <a href={at({ cursor: null })}>{t.first}</a>}
      {list.next !== null && <a href={at({ cursor: list.next })}>{t.next}</a>}
    </div>
  )
}
