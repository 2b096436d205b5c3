import { number, short } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import type { Activite } from '../../data/activite.ts'
import { money } from '../../money.ts'
import { type Bar, BarPlot } from '../../plots/BarPlot.tsx'
import { FiguresBehind } from '../../plots/FiguresBehind.tsx'
import { nameOf, partsOf, shortNameOf } from './period.ts'
import { texts } from './texts.ts'

/** Revenue by day, or by month: what was, today, and what is booked. */
export function RevenuePlot({
  items,
  periode,
  today,
}: {
  readonly items: readonly Activite[]
  readonly periode: string
  readonly today: string
}) {
  const t = say(texts)
  const byPart = new Map(items.map(item => [item.periode, item]))
  const rows = partsOf(periode).map(id => {
    const { recette = 0, rendezVous = 0, factures = 0 } = byPart.get(id) ?? {}
    return { id, recette, rendezVous, factures }
  })
  const bars = rows.map(({ id, recette, rendezVous }): Bar => {
    const now = today.slice(0, id.length)
    return {
      id,
      title: shortNameOf(id),
      value: recette,
      words: `${nameOf(id)} : ${money(recette)} · ${t.rendezvousCount(number(rendezVous), rendezVous)}`,
      kind: id < now ? 'past' : id === now ? 'now' : 'ahead',
    }
  })
  const sum = rows.reduce((all, { recette }) => all + recette, 0)
  return (
    <>
      <BarPlot
        label={t.revenueLabel(nameOf(periode), money(sum))}
        bars={bars}
        format={short}
        hint={t.revenueHint}
      />
      <FiguresBehind
        caption={`${t.revenue}, ${nameOf(periode)}`}
        rows={rows}
        columns={[
          { id: 'part', title: t.period, cell: ({ id }) => nameOf(id) },
          { id: 'rendezvous', title: t.rendezvous, cell: row => number(row.rendezVous), figure: true },
          { id: 'invoices', title: t.invoices, cell: row => number(row.factures), figure: true },
          { id: 'revenue', title: t.revenue, cell: row => money(row.recette), figure: true },
        ]}
      />
    </>
  )
}
