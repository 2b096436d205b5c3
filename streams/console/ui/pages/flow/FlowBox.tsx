import { percent } from '../../format.ts'
import { say } from '../../language.ts'
import { FlowRow } from './FlowRow.tsx'
import { headHeight } from './graph/boxSizes.ts'
import type { PlacedBox } from './graph/placed.ts'
import type { Reach } from './graph/reach.ts'
import { Mark } from './Mark.tsx'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'

export interface FlowBoxProps {
  readonly box: PlacedBox
  readonly live: Live
  readonly reach: Reach | null
  readonly chosen: string | null
  /** The one element that the tab key comes to. */
  readonly tabbed: string
  readonly onPoint: (element: string | null) => void
  readonly onFocus: (element: string) => void
  readonly onToggle: () => void
  readonly onChoose: (step: string) => void
  readonly onStore: (store: string) => void
}

/** A subtopology: its head, which opens and closes it, and its rows. */
export function FlowBox(props: FlowBoxProps) {
  const { box, live, reach, tabbed, onPoint, onFocus, onToggle } = props
  const t = say(texts)
  const part = live.graph.parts.find(({ id }) => id === box.part)!
  const isDim = reach !== null && !part.nodes.some(({ name }) => reach.up.has(name) || reach.down.has(name))
  const share = part.nodes.reduce((sum, { name }) => sum + (live.rates.steps.get(name)?.share ?? 0), 0)
  const failures = part.nodes.reduce((sum, { name }) => sum + (live.rates.steps.get(name)?.failures ?? 0), 0)
  const id = `part ${box.part}`
  return (
    <>
      <div
        class={`flow-box ${isDim ? 'flow-dim' : ''} ${box.isOpen ? 'flow-open' : ''}`}
        style={placeOf(box)}
      />
      <button
        type="button"
        class={`flow-title ${isDim ? 'flow-dim' : ''}`}
        style={placeOf({ ...box, height: headHeight })}
        data-walk={id}
        tabIndex={tabbed === id ? 0 : -1}
        aria-expanded={box.isOpen}
        onClick={onToggle}
        onFocus={() => onFocus(id)}
        onPointerEnter={() => onPoint(id)}
        onPointerLeave={() => onPoint(null)}
      >
        <span class="flow-twist" aria-hidden="true">
          {box.isOpen ? '▾' : '▸'}
        </span>
        <span class="flow-name">{t.partShort(box.part)}</span>
        {failures > 0 && <Mark kind="failures" count={failures} />}
        <span class="flow-figure" title={t.ofTime(percent(share, 1))}>
          {share >= 0.005 ? percent(share) : box.isOpen || failures > 0 ? '' : t.steps(part.nodes.length)}
        </span>
        <i class="flow-heat" style={{ width: `${Math.min(1, share) * 100}%` }} />
      </button>
      {box.stacks.map(stack => (
        <div
          key={`${stack.x} ${stack.y}`}
          class={`flow-stack ${isDim ? 'flow-dim' : ''}`}
          style={placeOf(stack)}
        />
      ))}
      {box.rows.map(row => (
        <FlowRow key={`${row.kind} ${keyOf(row)}`} row={row} {...props} />
      ))}
    </>
  )
}

const keyOf = (row: PlacedBox['rows'][number]) =>
  row.kind === 'topic' ? row.topic : row.kind === 'store' ? row.store : row.step

export const placeOf = ({
  x,
  y,
  width,
  height,
}: {
  x: number
  y: number
  width: number
  height: number
}) => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
})
