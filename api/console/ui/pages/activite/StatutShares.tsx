import { number, percent } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Table } from 'millrace/console/ui/parts/Table.tsx'
import type { RendezvousStatut } from '../../data/statut.ts'
import type { Totaux } from '../../data/totaux.ts'
import { StatutBadge } from '../../parts/StatutBadge.tsx'
import { ShareBar } from '../../plots/ShareBar.tsx'
import { texts } from './texts.ts'

/** All rendezvous there ever were, by how they stand. */
export function StatutShares({ statuts }: { readonly statuts: Totaux['statuts'] }) {
  const t = say(texts)
  const rows = Object.entries(statuts) as [RendezvousStatut, number][]
  const greatest = Math.max(...rows.map(([, count]) => count))
  const all = rows.reduce((sum, [, count]) => sum + count, 0)
  return (
    <Table
      caption={t.byStatutTable}
      rows={rows}
      keyOf={([statut]) => statut}
      columns={[
        { id: 'statut', title: t.statut, cell: ([statut]) => <StatutBadge statut={statut} /> },
        {
          id: 'share',
          title: t.share,
          cell: ([, count]) => <ShareBar value={count} greatest={greatest} />,
        },
        { id: 'count', title: t.rendezvous, cell: ([, count]) => number(count), figure: true },
        {
          id: 'percent',
          title: '%',
          cell: ([, count]) => (all > 0 ? percent(count / all, 1) : '–'),
          figure: true,
          minor: true,
        },
      ]}
    />
  )
}
