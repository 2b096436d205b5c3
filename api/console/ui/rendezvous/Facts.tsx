import { hour, longDay, moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { pathTo } from 'millrace/console/ui/route.ts'
import { medecinName } from '../data/medecins.ts'
import { patientName } from '../data/patientNames.ts'
import { money } from '../money.ts'
import { StatutBadge } from '../parts/StatutBadge.tsx'
import type { Rendezvous } from './rendezvous.ts'
import { texts } from './texts.ts'

/** What is known of a rendezvous. */
export function Facts({ of }: { readonly of: Rendezvous }) {
  const t = say(texts)
  const { patientId, medecinId, dateRendezVous, dureeMinutes, motif, statut, raison, demandeLe, montant } = of
  return (
    <>
      <div class="row">
        <StatutBadge statut={statut} />
        {raison && <span class="soft">{t.raisons[raison] ?? raison}</span>}
      </div>
      <dl class="rendezvous-facts">
        {patientId && (
          <>
            <dt>{t.patient}</dt>
            <dd>
              <a href={pathTo('patients', [patientId])}>{patientName(patientId).value || patientId}</a>
            </dd>
          </>
        )}
        {medecinId && (
          <>
            <dt>{t.medecin}</dt>
            <dd>{medecinName(medecinId)}</dd>
          </>
        )}
        {dateRendezVous && (
          <>
            <dt>{t.when}</dt>
            <dd>
              {longDay(dateRendezVous)}, {hour(dateRendezVous)}
              {dureeMinutes && <span class="soft"> · {t.minutes(dureeMinutes)}</span>}
            </dd>
          </>
        )}
        {motif && (
          <>
            <dt>{t.motif}</dt>
            <dd>{motif}</dd>
          </>
        )}
        {montant !== null && (
          <>
            <dt>{t.amount}</dt>
            <dd>{money(montant)}</dd>
          </>
        )}
        {demandeLe && (
          <>
            <dt>{t.asked}</dt>
            <dd>{moment(demandeLe)}</dd>
          </>
        )}
        <dt>Id</dt>
        <dd>
          <code>{of.rendezVousId}</code>{' '}
          <a href={pathTo('feed', ['rendezvous', of.rendezVousId])}>{t.follow}</a>
        </dd>
      </dl>
    </>
  )
}
