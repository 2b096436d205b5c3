import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Figure, Figures } from 'millrace/console/ui/parts/Figure.tsx'
import type { ActivitePratique } from '../../data/activite.ts'
import { money } from '../../money.ts'
import { duration } from './duration.ts'
import { nameOf } from './period.ts'
import { texts } from './texts.ts'

/** The practice today, and in the period. */
export function ActivityFigures({
  now,
  all,
  periode,
}: {
  /** Null: not known yet. */
  readonly now: ActivitePratique | null
  readonly all: ActivitePratique
  readonly periode: string
}) {
  const t = say(texts)
  const { recette, rendezVous, minutes, factures } = all.total
  return (
    <Figures>
      <Figure
        label={t.today}
        value={now ? money(now.total.recette) : '–'}
        note={now && t.rendezvousCount(number(now.total.rendezVous), now.total.rendezVous)}
      />
      <Figure
        label={`${t.revenue}, ${nameOf(periode)}`}
        value={money(recette)}
        note={t.invoiceCount(number(factures), factures)}
      />
      <Figure label={t.rendezvous} value={number(rendezVous)} />
      <Figure label={t.booked} value={duration(minutes)} />
      <Figure label={t.mean} value={factures > 0 ? money(recette / factures) : '–'} />
    </Figures>
  )
}
