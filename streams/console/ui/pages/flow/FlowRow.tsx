import type { ComponentChildren } from 'preact'
import { number, percent } from '../../format.ts'
import { say } from '../../language.ts'
import { type FlowBoxProps, placeOf } from './FlowBox.tsx'
import { rate } from './figures.ts'
import type { PlacedRow } from './graph/placed.ts'
import { Mark } from './Mark.tsx'
import { Sign } from './Sign.tsx'
import { texts } from './texts.ts'

type FlowRowProps = Omit<FlowBoxProps, 'box' | 'onToggle'> & { readonly row: PlacedRow }

/** A line of a box: a topic, a step, a store; a button that opens what is to be told of it. */
export function FlowRow({ row, live, reach, chosen, onChoose, onStore, ...walk }: FlowRowProps) {
  const t = say(texts)
  const { rates, graph } = live
  if (row.kind === 'topics')
    return (
      <RowButton
        {...walk}
        row={row}
        id={null}
        isDim={!isLit(reach, row.step)}
        onClick={() => onChoose(row.step)}
      >
        <Sign of="topic" />
        <span class="flow-name">{t.moreTopics(row.count)}</span>
      </RowButton>
    )
  if (row.kind === 'topic') {
    const figures = rates.topics.get(row.topic)
    const lag = figures?.lag ?? 0
    return (
      <RowButton
        {...walk}
        row={row}
        id={`topic ${row.topic}`}
        isDim={!isLit(reach, row.step)}
        onClick={() => onChoose(row.step)}
      >
        <Sign of="topic" />
        <span class="flow-name">{row.text}</span>
        {lag > 0 && <Mark kind="lag" count={lag} />}
        <span class="flow-figure">{t.perSecond(rate(figures?.inPerSecond ?? 0))}</span>
      </RowButton>
    )
  }
  if (row.kind === 'store') {
    const store = live.stores.get(row.store)
    const users = [...graph.steps.values()].filter(({ stores }) => stores.includes(row.store))
    return (
      <RowButton
        {...walk}
        row={row}
        id={`store ${row.store}`}
        isDim={!users.some(({ name }) => isLit(reach, name))}
        onClick={() => onStore(row.store)}
        title={store?.hash ?? undefined}
      >
        <Sign of="store" />
        <span class="flow-name">{row.store}</span>
        <span class="flow-figure">{store?.rows == null ? '…' : number(store.rows)}</span>
        <code class="flow-hash">{store?.hash?.slice(0, 4) ?? '····'}</code>
      </RowButton>
    )
  }
  const step = graph.steps.get(row.step)!
  const figures = rates.steps.get(row.step)
  const lag =
    step.kind === 'source'
      ? step.topics.reduce((sum, each) => sum + (rates.topics.get(each)?.lag ?? 0), 0)
      : 0
  return (
    <RowButton
      {...walk}
      row={row}
      id={`step ${row.step}`}
      isDim={!isLit(reach, row.step)}
      isChosen={chosen === row.step}
      onClick={() => onChoose(row.step)}
      title={`${t.kinds[step.kind] ?? step.kind}, ${t.ofTime(percent(figures?.share ?? 0, 1))}`}
    >
      <Sign of={step.kind} />
      <span class="flow-name">{step.kind === 'repartition' ? step.repartition : row.step}</span>
      {figures && figures.failures > 0 && <Mark kind="failures" count={figures.failures} />}
      {lag > 0 && <Mark kind="lag" count={lag} />}
      <span class="flow-figure">{t.perSecond(rate(figures?.perSecond ?? 0))}</span>
      <i class="flow-heat" style={{ width: `${Math.min(1, figures?.share ?? 0) * 100}%` }} />
    </RowButton>
  )
}

interface RowButtonProps extends Pick<FlowBoxProps, 'tabbed' | 'onPoint' | 'onFocus'> {
  readonly row: PlacedRow
  /** By which it is walked to; null: it is not. */
  readonly id: string | null
  readonly isDim: boolean
  readonly isChosen?: boolean
  readonly title?: string | undefined
  readonly onClick: () => void
  readonly children: ComponentChildren
}

function RowButton(props: RowButtonProps) {
  const { row, id, isDim, isChosen = false, tabbed, onPoint, onFocus, onClick, title, children } = props
  return (
    <button
      type="button"
      class={`flow-row flow-${row.kind} ${isDim ? 'flow-dim' : ''}`}
      style={placeOf(row)}
      title={title}
      data-walk={id ?? undefined}
      tabIndex={tabbed === id ? 0 : -1}
      aria-pressed={row.kind === 'step' ? isChosen : undefined}
      onClick={onClick}
      onFocus={() => id !== null && onFocus(id)}
      onPointerEnter={() => onPoint(id)}
      onPointerLeave={() => onPoint(null)}
    >
      {children}
    </button>
  )
}

const isLit = (reach: FlowBoxProps['reach'], step: string) =>
  reach === null || reach.up.has(step) || reach.down.has(step)
