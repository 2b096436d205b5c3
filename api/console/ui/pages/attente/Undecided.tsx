import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import type { ListPage } from '../../data/listPage.ts'
import { medecinName } from '../../data/medecins.ts'
import { patientName } from '../../data/patientNames.ts'
import type { Rendezvous } from '../../rendezvous/rendezvous.ts'
import { texts } from './texts.ts'

const path = '/api/rendezvous?statut=EN_ATTENTE&limit=100'

/** Requests that the stream cannot decide yet, because whom they name is not known. */
export function Undecided({ onOpen }: { readonly onOpen: (rendezVousId: string) => void }) {
  const t = say(texts)
  const waiting = usePoll<ListPage<Rendezvous>>(path, 5_000)
  const columns: readonly Column<Rendezvous>[] = [
    {
      id: 'patient',
      title: t.patient,
      cell: ({ patientId, manque, rendezVousId }) => (
        <Button kind="link" onClick={() => onOpen(rendezVousId)}>
          {patientId === null || manque.includes('PATIENT')
            ? (patientId ?? rendezVousId)
            : patientName(patientId).value || patientId}
        </Button>
      ),
    },
    {
      id: 'medecin',
      title: t.medecin,
      minor: true,
      cell: ({ medecinId }) => (medecinId ? medecinName(medecinId) : '–'),
    },
    {
      id: 'when',
      title: t.wanted,
      cell: ({ dateRendezVous }) => (dateRendezVous ? moment(dateRendezVous) : '–'),
    },
    {
      id: 'lacks',
      title: t.lacks,
      cell: ({ manque }) => (
        <span class="row">
          {manque.map(each => (
            <Badge key={each} tone="warn">
              {t.lacking[each]}
            </Badge>
          ))}
        </span>
      ),
    },
  ]
  return (
    <Panel title={t.undecided} flush>
      <Loaded of={waiting}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="panel-body soft">{t.noneUndecided}</p>
          ) : (
            <Table caption={t.undecided} columns={columns} rows={items} keyOf={each => each.rendezVousId} />
          )
        }
      </Loaded>
    </Panel>
  )
}
