import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import type { Ligne } from '../../data/dossier.ts'
import { medecinName } from '../../data/medecins.ts'
import { money } from '../../money.ts'
import { StatutBadge } from '../../parts/StatutBadge.tsx'
import { texts } from './texts.ts'

/** A patient's rendezvous with what followed from each. */
export function DossierLines({
  lines,
  onOpen,
  onPay,
}: {
  readonly lines: readonly Ligne[]
  readonly onOpen: (rendezVousId: string) => void
  readonly onPay: (factureId: string) => void
}) {
  const t = say(texts)
  if (lines.length === 0)
    return (
      <div class="patients-none">
        <Empty title={t.noRendezvous} />
      </div>
    )
  const columns: readonly Column<Ligne>[] = [
    {
      id: 'date',
      title: t.date,
      cell: ({ dateRendezVous, rendezVousId }) => (
        <Button small kind="quiet" class="patients-date" onClick={() => onOpen(rendezVousId)}>
          {dateRendezVous ? moment(dateRendezVous) : t.noDate}
        </Button>
      ),
    },
    { id: 'medecin', title: t.medecin, cell: ({ medecinId }) => medecinName(medecinId) },
    { id: 'statut', title: t.rendezvousState, cell: ({ statut }) => <StatutBadge statut={statut} /> },
    {
      id: 'consultation',
      title: t.consultation,
      cell: ({ consultation }) => (consultation ? <StatutBadge statut={consultation} /> : '–'),
      minor: true,
    },
    { id: 'montant', title: t.amount, cell: ({ montant }) => money(montant), figure: true, minor: true },
    { id: 'paye', title: t.received, cell: ({ paye }) => money(paye), figure: true, minor: true },
    {
      id: 'facture',
      title: t.invoice,
      cell: ({ facture, factureId }) =>
        facture && factureId ? (
          <span class="row patients-facture">
            <StatutBadge statut={facture} />
            <Button small onClick={() => onPay(factureId)}>
              {facture === 'EMISE' || facture === 'EN_RETARD' ? t.pay : t.open}
            </Button>
          </span>
        ) : (
          '–'
        ),
    },
  ]
  return <Table caption={t.lines} columns={columns} rows={lines} keyOf={line => line.rendezVousId} />
}
