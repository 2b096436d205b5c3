import { day, moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Figure, Figures } from 'millrace/console/ui/parts/Figure.tsx'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { useState } from 'preact/hooks'
import type { Dossier, Ligne } from '../../data/dossier.ts'
import { fullName } from '../../data/patient.ts'
import { useView } from '../../data/useView.ts'
import { FacturePanel } from '../../facture/FacturePanel.tsx'
import { money } from '../../money.ts'
import { Connecting } from '../../parts/Connecting.tsx'
import { LiveState } from '../../parts/LiveState.tsx'
import { RefusedNotice } from '../../parts/RefusedNotice.tsx'
import { RendezvousDialog } from '../../rendezvous/RendezvousDialog.tsx'
import { DossierLines } from './DossierLines.tsx'
import { EditPatient } from './EditPatient.tsx'
import { ErasePatient } from './ErasePatient.tsx'
import { texts } from './texts.ts'

type Open = 'edit' | 'erase' | { readonly factureId: string } | { readonly rendezVousId: string } | null

/** A patient's dossier, as it changes: what is decided elsewhere shows here at once. */
export function DossierView({ patientId }: { readonly patientId: string }) {
  const t = say(texts)
  const [open, setOpen] = useState<Open>(null)
  const dossiers = useView<Dossier>('dossiers', { patientId }).value
  const lignes = useView<Ligne>('lignes', { patientId }).value
  const dossier = dossiers.rows.get(patientId)
  const close = () => setOpen(null)

  const back = (
    <a class="patients-back" href={pathTo('patients')}>
      <span aria-hidden="true">← </span>
      {t.all}
    </a>
  )
  if (dossiers.refused)
    return (
      <>
        {back}
        <RefusedNotice refused={dossiers.refused} />
      </>
    )
  if (!dossier)
    return (
      <>
        {back}
        {dossiers.state === 'live' ? (
          <Empty title={t.noDossier(patientId)}>
            <p>{t.noDossierHint}</p>
          </Empty>
        ) : (
          <Connecting />
        )}
      </>
    )

  const { identite, totaux, supprimeLe, connuLe } = dossier
  const name = identite ? fullName(identite) : ''
  const lines = [...lignes.rows.values()].sort((a, b) => when(b) - when(a))
  return (
    <>
      {back}
      <Panel
        title={name || patientId}
        aside={
          <div class="row">
            <LiveState state={dossiers.state} />
            {identite && !supprimeLe && (
              <>
                <Button small onClick={() => setOpen('edit')}>
                  {t.edit}
                </Button>
                <Button small kind="danger" onClick={() => setOpen('erase')}>
                  {t.erase}
                </Button>
              </>
            )}
          </div>
        }
      >
        {supprimeLe && <Notice title={t.erased}>{t.erasedSince(moment(supprimeLe))}</Notice>}
        {!connuLe && !supprimeLe && <Badge tone="warn">{t.unknown}</Badge>}
        {identite && (
          <dl class="patients-identity">
            <div>
              <dt>{t.birth}</dt>
              <dd>{identite.dateNaissance ? day(`${identite.dateNaissance}T12:00:00Z`) : '–'}</dd>
            </div>
            <div>
              <dt>{t.telephone}</dt>
              <dd>{identite.telephone ?? '–'}</dd>
            </div>
            <div>
              <dt>{t.email}</dt>
              <dd>{identite.email ?? '–'}</dd>
            </div>
            <div>
              <dt>{t.knownSince}</dt>
              <dd>{connuLe ? day(connuLe) : '–'}</dd>
            </div>
            <div>
              <dt>{t.id}</dt>
              <dd>
                <code>{patientId}</code>
              </dd>
            </div>
          </dl>
        )}
      </Panel>
      <Figures>
        <Figure label={t.rendezvous} value={totaux.rendezVous} />
        <Figure label={t.consultations} value={totaux.consultations} />
        <Figure label={t.invoiced} value={money(totaux.facture)} />
        <Figure label={t.received} value={money(totaux.paye)} />
        <Figure
          label={t.balance}
          value={money(totaux.solde)}
          note={totaux.solde > 0 ? t.owes : totaux.solde < 0 ? t.owed : t.settled}
        />
      </Figures>
      <Panel title={t.rendezvous} flush>
        <DossierLines
          lines={lines}
          onOpen={rendezVousId => setOpen({ rendezVousId })}
          onPay={factureId => setOpen({ factureId })}
        />
      </Panel>
      {open === 'edit' && identite && (
        <EditPatient patientId={patientId} identite={identite} onClose={close} />
      )}
      {open === 'erase' && <ErasePatient patientId={patientId} name={name} onClose={close} />}
      {open !== null && typeof open === 'object' && 'factureId' in open && (
        <FacturePanel factureId={open.factureId} onClose={close} />
      )}
      {open !== null && typeof open === 'object' && 'rendezVousId' in open && (
        // What it changes, the feed tells.
        <RendezvousDialog rendezVousId={open.rendezVousId} onChange={() => {}} onClose={close} />
      )}
    </>
  )
}

const when = ({ dateRendezVous }: Ligne) => (dateRendezVous ? Date.parse(dateRendezVous) : 0)
