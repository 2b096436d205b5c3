import { ago, day } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { type Facture, type Impaye, isOpen, resteDe } from '../../data/facture.ts'
import { medecinName } from '../../data/medecins.ts'
import { money } from '../../money.ts'
import { PatientLink } from '../../parts/PatientLink.tsx'
import { texts } from './texts.ts'

type Row = Facture | Impaye

/** Invoices of one statut; the unpaid ones with what is due and since when. */
export function FactureTable({
  rows,
  caption,
  current,
  onOpen,
}: {
  readonly rows: readonly Row[]
  readonly caption: string
  readonly current: string | null
  readonly onOpen: (factureId: string) => void
}) {
  const t = say(texts)
  const isUnpaid = rows.every(isOpen)
  const columns: readonly Column<Row>[] = [
    { id: 'patient', title: t.patient, cell: ({ patientId }) => <PatientLink patientId={patientId} /> },
    { id: 'medecin', title: t.medecin, cell: ({ medecinId }) => medecinName(medecinId), minor: true },
    { id: 'issued', title: t.issued, cell: ({ emiseLe }) => day(emiseLe), minor: true },
    ...(isUnpaid
      ? [{ id: 'due', title: t.due, cell: ({ echeanceLe }: Row) => <Due echeanceLe={echeanceLe} /> }]
      : []),
    { id: 'amount', title: t.amount, cell: ({ montant }) => money(montant), figure: true, minor: isUnpaid },
    {
      id: 'rest',
      title: isUnpaid ? t.rest : t.received,
      cell: row => <strong>{money(isUnpaid ? rest(row) : 'paye' in row ? row.paye : 0)}</strong>,
      figure: true,
    },
    {
      id: 'open',
      title: t.action,
      cell: row => (
        <Button small onClick={() => onOpen(row.factureId)}>
          {isOpen(row) ? t.pay : t.open}
        </Button>
      ),
    },
  ]
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={rows}
      keyOf={({ factureId }) => factureId}
      current={current}
    />
  )
}

const rest = (row: Row) => ('reste' in row ? row.reste : resteDe(row))

function Due({ echeanceLe }: { readonly echeanceLe: string }) {
  return (
    <span class="factures-due">
      <span>{day(echeanceLe)}</span> <span class="soft">{ago(echeanceLe)}</span>
    </span>
  )
}
