import { useSignal } from '@preact/signals'
import type { Polled } from 'millrace/console/ui/data/poll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { useEffect, useId, useRef } from 'preact/hooks'
import { today } from '../../practice.ts'
import type { Slots } from '../../rendezvous/daySlots.ts'
import type { Creneau } from '../../rendezvous/rendezvous.ts'
import { type Slot, timeOf } from '../../rendezvous/slot.ts'
import type { Cell } from './cellsOf.ts'
import type { Column } from './column.ts'
import { DayColumn } from './DayColumn.tsx'
import { cellsIn, hoursOf, nowIn } from './dayOf.ts'
import { moveFocus } from './moveFocus.ts'
import { texts } from './texts.ts'

export interface GridProps {
  readonly columns: readonly Column[]
  readonly slots: ReadonlyMap<string, Polled<Slots>>
  readonly onOpen: (creneau: Creneau) => void
  readonly onBook: (slot: Slot) => void
}

/** Hours from top to bottom, a column a médecin or a day. One stop of the tabulator: arrow keys go from slot to slot. */
export function Grid({ columns, slots, onOpen, onBook }: GridProps) {
  const t = say(texts)
  const grid = useRef<HTMLDivElement>(null)
  const help = useId()
  const stop = useSignal<string | null>(null)
  const now = useSignal(nowIn(today()))
  const slotsOf = (column: Column) => slots.get(column.id)?.data.value ?? null
  const hours = hoursOf(columns, slotsOf)
  const height = hours.closes - hours.opens

  useEffect(() => {
    const timer = setInterval(() => {
      now.value = nowIn(today())
    }, 20_000)
    return () => clearInterval(timer)
  }, [now])
  // Where the day is, a little above now.
  useEffect(() => {
    const scroller = grid.current
    if (scroller)
      scroller.scrollTop = (scroller.scrollHeight * Math.max(0, now.peek() - 60 - hours.opens)) / height
  }, [])

  const drawn = columns.map(column => {
    const found = slotsOf(column)
    return { column, cells: found && cellsIn(column, found, hours) }
  })
  const first = firstOf(
    columns,
    drawn.flatMap(({ cells }) => cells ?? []),
    now.value,
  )
  const isThere = first !== null
  // Where the day is, a little above now; of another day, above what is first.
  useEffect(() => {
    const scroller = grid.current
    if (scroller && first !== null)
      scroller.scrollTop = (scroller.scrollHeight * (first - 60 - hours.opens)) / height
  }, [isThere, columns[0]?.id])
  const keys = drawn.flatMap(({ column, cells }) => cells?.map(cell => `${column.id}:${cell.from}`) ?? [])
  const stopAt = stop.value !== null && keys.includes(stop.value) ? stop.value : keys[0]
  return (
    <section
      ref={grid}
      class="agenda"
      aria-label={t.grid}
      aria-describedby={help}
      onKeyDown={event => moveFocus(event, grid.current!)}
      onFocusIn={({ target }) => {
        stop.value = (target as HTMLElement).dataset.key ?? stop.value
      }}
    >
      <p id={help} class="unseen">
        {t.keys}
      </p>
      <div class="agenda-grid" style={{ '--minutes': height, '--columns': columns.length }}>
        <div class="agenda-hours" aria-hidden="true">
          <div class="agenda-corner" />
          {Array.from({ length: height / 60 }, (_, hour) => (
            <span key={hour} style={{ '--from': hour * 60 }}>
              {timeOf(hours.opens + hour * 60)}
            </span>
          ))}
        </div>
        {drawn.map(({ column, cells }) => (
          <DayColumn
            key={column.id}
            column={column}
            cells={cells}
            problem={slots.get(column.id)?.problem.value ?? null}
            opens={hours.opens}
            now={column.day === today() ? now.value : null}
            stop={stopAt ?? null}
            onOpen={onOpen}
            onBook={onBook}
          />
        ))}
      </div>
    </section>
  )
}

/** Minutes; null: nothing is there yet. */
function firstOf(columns: readonly Column[], cells: readonly Cell[], now: number): number | null {
  const taken = cells.filter(each => each.kind === 'taken').map(({ from }) => from)
  if (columns.some(({ day }) => day === today())) return cells.length > 0 ? now : null
  return taken.length > 0 ? Math.min(...taken) : null
}
