import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Table } from 'millrace/console/ui/parts/Table.tsx'
import type { ActivitePratique } from '../../data/activite.ts'
import { money } from '../../money.ts'
import { ShareBar } from '../../plots/ShareBar.tsx'
import { duration } from './duration.ts'
import { texts } from './texts.ts'

/** Each médecin's part of the period, the greatest first. A name shows the plots above of that one alone. */
export function MedecinShares({
  medecins,
  current,
  onChoose,
}: {
  readonly medecins: ActivitePratique['medecins']
  readonly current: string
  readonly onChoose: (medecinId: string) => void
}) {
  const t = say(texts)
  if (medecins.length === 0)
    return (
      <div class="activite-none">
        <Empty title={t.nothingBooked} />
      </div>
    )
  const greatest = Math.max(...medecins.map(({ total }) => total.recette))
  return (
    <Table
      caption={t.byMedecinTable}
      rows={medecins.toSorted((a, b) => b.total.recette - a.total.recette)}
      keyOf={({ medecinId }) => medecinId}
      current={current}
      columns={[
        {
          id: 'name',
          title: t.medecin,
          cell: ({ medecinId, nom, specialite }) => (
            <span class="activite-medecin">
              <Button
                small
                kind="quiet"
                aria-pressed={medecinId === current}
                onClick={() => onChoose(medecinId === current ? '' : medecinId)}
              >
                {nom ?? medecinId}
              </Button>
              {specialite && <span class="soft">{specialite}</span>}
            </span>
          ),
        },
        {
          id: 'share',
          title: t.share,
          cell: ({ total }) => <ShareBar value={total.recette} greatest={greatest} />,
          minor: true,
        },
        { id: 'revenue', title: t.revenue, cell: ({ total }) => money(total.recette), figure: true },
        {
          id: 'rendezvous',
          title: t.rendezvous,
          cell: ({ total }) => number(total.rendezVous),
          figure: true,
          minor: true,
        },
        { id: 'booked', title: t.booked, cell: ({ total }) => duration(total.minutes), figure: true },
      ]}
    />
  )
}
