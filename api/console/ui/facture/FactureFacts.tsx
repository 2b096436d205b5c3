import { ago, day } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import type { ComponentChildren } from 'preact'
import { type Facture, isOpen, resteDe } from '../data/facture.ts'
import { medecinName } from '../data/medecins.ts'
import { money } from '../money.ts'
import { PatientLink } from '../parts/PatientLink.tsx'
import { StatutBadge } from '../parts/StatutBadge.tsx'
import { texts } from './texts.ts'

/** What an invoice is about, and how much of it was received. */
export function FactureFacts({
  facture,
  aside,
  onLeave,
}: {
  readonly facture: Facture
  readonly aside: ComponentChildren
  /** Somebody follows a link to elsewhere. */
  readonly onLeave: () => void
}) {
  const t = say(texts)
  const { montant, paye, statut, patientId, medecinId, emiseLe, echeanceLe, factureId } = facture
  const share = montant > 0 ? Math.min(1, paye / montant) : 1
  return (
    <section class="stack">
      <div class="row facture-head">
        <span class="facture-amount">{money(montant)}</span>
        <StatutBadge statut={statut} />
        {aside}
      </div>
      <div class="facture-bar" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <div class="row facture-sums">
        <span>
          {t.received} <strong>{money(paye)}</strong>
        </span>
        <span>
          {t.toPay} <strong>{money(resteDe(facture))}</strong>
        </span>
      </div>
      <dl class="facture-facts">
        <dt>{t.patient}</dt>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the link in it is what is pressed */}
        <dd onClick={onLeave}>
          <PatientLink patientId={patientId} />
        </dd>
        <dt>{t.medecin}</dt>
        <dd>{medecinName(medecinId)}</dd>
        <dt>{t.issued}</dt>
        <dd>{day(emiseLe)}</dd>
        <dt>{t.due}</dt>
        <dd>
          {day(echeanceLe)} {isOpen(facture) && <span class="soft">({ago(echeanceLe)})</span>}
        </dd>
        <dt>{t.id}</dt>
        <dd>
          <code>{factureId}</code>
        </dd>
      </dl>
    </section>
  )
}
