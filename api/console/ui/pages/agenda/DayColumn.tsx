import type { Problem } from 'millrace/console/ui/data/problem.ts'
import { say } from 'millrace/console/ui/language.ts'
import { useId } from 'preact/hooks'
import type { Creneau } from '../../rendezvous/rendezvous.ts'
import { type Slot, timeOf } from '../../rendezvous/slot.ts'
import { CellButton } from './CellButton.tsx'
import type { Cell } from './cellsOf.ts'
import type { Column } from './column.ts'
import { texts } from './texts.ts'

export interface DayColumnProps {
  readonly column: Column
  /** Null: not there yet. */
  readonly cells: readonly Cell[] | null
  readonly problem: Problem | null
  readonly opens: number
  /** Minutes; null: it is not today's. */
  readonly now: number | null
  /** The slot that the tabulator comes to. */
  readonly stop: string | null
  readonly onOpen: (creneau: Creneau) => void
  readonly onBook: (slot: Slot) => void
}

/** A day of a médecin from top to bottom. */
export function DayColumn({ column, cells, problem, opens, now, stop, onOpen, onBook }: DayColumnProps) {
  const t = say(texts)
  const id = useId()
  const { medecinId, day, title, note } = column
  return (
    <section class="agenda-column" aria-labelledby={id} data-today={now !== null}>
      <header>
        <h3 id={id}>{title}</h3>
        {note && <small class="soft">{note}</small>}
      </header>
      <div class="agenda-day" data-column={column.id}>
        {problem !== null && cells === null && (
          <p class="agenda-problem" role="alert">
            {problem.title}
          </p>
        )}
        {cells?.map(cell =>
          cell.kind === 'away' ? (
            <div key={`away-${cell.from}`} class="agenda-away" style={placeOf(cell, opens)}>
              {t.away}
            </div>
          ) : (
            <CellButton
              key={cell.from}
              cell={cell}
              cellKey={`${column.id}:${cell.from}`}
              who={title}
              style={placeOf(cell, opens)}
              isStop={`${column.id}:${cell.from}` === stop}
              onPress={() =>
                cell.kind === 'taken' ? onOpen(cell.creneau) : onBook({ medecinId, day, minutes: cell.from })
              }
            />
          ),
        )}
        {now !== null && now >= opens && (
          <div class="agenda-now" style={{ '--from': now - opens }} title={`${t.now} ${timeOf(now)}`} />
        )}
      </div>
    </section>
  )
}

const placeOf = ({ from, to }: Cell, opens: number) => ({ '--from': from - opens, '--length': to - from })
