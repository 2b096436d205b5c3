import { say } from 'millrace/console/ui/language.ts'
import { StatutBadge } from '../../parts/StatutBadge.tsx'
import type { Slots } from '../../rendezvous/daySlots.ts'
import { texts } from './texts.ts'

/** How much there is, and what the marks mean. */
export function Legend({
  shown,
  note,
}: {
  readonly shown: readonly (Slots | null)[]
  readonly note: string | null
}) {
  const t = say(texts)
  const statuts = shown.flatMap(each => each?.creneaux.map(({ statut }) => statut) ?? [])
  const toConfirm = statuts.filter(each => each === 'ACCEPTE').length
  return (
    <div class="agenda-legend">
      <span>
        <strong>{t.count(statuts.length)}</strong>
        {toConfirm > 0 && `, ${t.toConfirm(toConfirm)}`}
        {note !== null && <span class="soft"> · {note}</span>}
      </span>
      <span class="row" aria-hidden="true">
        <StatutBadge statut="ACCEPTE" />
        <StatutBadge statut="CONFIRME" />
        <StatutBadge statut="TERMINE" />
      </span>
    </div>
  )
}
