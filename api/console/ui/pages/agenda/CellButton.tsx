import { say } from 'millrace/console/ui/language.ts'
import { patientName } from '../../data/patientNames.ts'
import { statutWords } from '../../parts/statutWords.ts'
import type { Creneau } from '../../rendezvous/rendezvous.ts'
import { timeOf } from '../../rendezvous/slot.ts'
import type { Cell } from './cellsOf.ts'
import { texts } from './texts.ts'

export interface CellButtonProps {
  readonly cell: Exclude<Cell, { readonly kind: 'away' }>
  readonly cellKey: string
  /** Of the column. */
  readonly who: string
  readonly style: Readonly<Record<string, number>>
  readonly isStop: boolean
  readonly onPress: () => void
}

/** A rendezvous, or a slot to be booked. */
export function CellButton({ cell, cellKey, who, style, isStop, onPress }: CellButtonProps) {
  const place = {
    style,
    tabIndex: isStop ? 0 : -1,
    'data-key': cellKey,
    'data-from': cell.from,
    onClick: onPress,
  }
  if (cell.kind === 'taken') return <Taken {...cell} place={place} />
  return (
    <button
      type="button"
      class="agenda-free"
      aria-label={say(texts).free(timeOf(cell.from), who)}
      data-time={timeOf(cell.from)}
      {...place}
    />
  )
}

function Taken({
  creneau,
  from,
  to,
  place,
}: {
  readonly creneau: Creneau
  readonly from: number
  readonly to: number
  readonly place: object
}) {
  const { patientId, statut } = creneau
  const name = patientName(patientId).value ?? '…'
  return (
    <button
      type="button"
      class={`agenda-taken agenda-${statut.toLowerCase()}`}
      aria-label={say(texts).taken(timeOf(from), timeOf(to), name || patientId, say(statutWords)[statut])}
      {...place}
    >
      <span class="agenda-mark" aria-hidden="true">
        {marks[statut]}
      </span>
      <span class="agenda-time">{timeOf(from)}</span> {name || patientId}
    </button>
  )
}

/** As the badges of the legend have them. */
const marks: Readonly<Record<Creneau['statut'], string>> = {
  EN_ATTENTE: '▲',
  ACCEPTE: '◆',
  CONFIRME: '●',
  TERMINE: '○',
  ANNULE: '○',
  REJETE: '■',
}
