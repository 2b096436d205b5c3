import { ago, hour } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { medecinName } from '../../data/medecins.ts'
import { patientName } from '../../data/patientNames.ts'
import { StatutBadge } from '../../parts/StatutBadge.tsx'
import type { Expected } from './expectedOf.ts'
import { texts } from './texts.ts'

export interface ExpectedTableProps {
  readonly rows: readonly Expected[]
  /** Of the day, with those that are not shown. */
  readonly total: number
  readonly now: number
  readonly onOpen: (rendezVousId: string) => void
}

/** Who is expected, in the order of time. */
export function ExpectedTable({ rows, total, now, onOpen }: ExpectedTableProps) {
  const t = say(texts)
  if (rows.length === 0)
    return (
      <div class="panel-body">
        <Empty title={total === 0 ? t.nobody : t.allDone}>
          <a href={pathTo('agenda')}>{t.toAgenda}</a>
        </Empty>
      </div>
    )
  const columns: readonly Column<Expected>[] = [
    { id: 'time', title: t.time, cell: ({ debut }) => hour(debut) },
    {
      id: 'patient',
      title: t.patient,
      cell: ({ patientId, rendezVousId }) => (
        <Button kind="link" onClick={() => onOpen(rendezVousId)}>
          {patientName(patientId).value || patientId}
        </Button>
      ),
    },
    { id: 'medecin', title: t.medecin, minor: true, cell: ({ medecinId }) => medecinName(medecinId) },
    { id: 'situation', title: t.situation, cell: each => <Situation of={each} now={now} /> },
    { id: 'statut', title: t.statut, minor: true, cell: ({ statut }) => <StatutBadge statut={statut} /> },
  ]
  return <Table caption={t.caption} columns={columns} rows={rows} keyOf={each => each.rendezVousId} />
}

function Situation({ of, now }: { readonly of: Expected; readonly now: number }) {
  const t = say(texts)
  if (of.situation === 'done') return <Badge>{t.done}</Badge>
  if (of.situation === 'now') return <Badge tone="accent">{t.now}</Badge>
  if (of.situation === 'over') return <Badge tone="warn">{t.overSince(ago(of.fin, now))}</Badge>
  return <span class="soft">{ago(of.debut, now)}</span>
}
