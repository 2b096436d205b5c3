import type { Polled } from 'millrace/console/ui/data/poll.ts'
import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import type { Paiements } from '../data/facture.ts'
import { money } from '../money.ts'
import { StatutBadge } from '../parts/StatutBadge.tsx'
import type { Said } from './FacturePanel.tsx'
import { texts } from './texts.ts'

/** The payments of an invoice; of one under way how it ended can be said, and that one received has failed after all. */
export function PaiementList({
  of,
  busy,
  onSay,
}: {
  readonly of: Polled<Paiements>
  readonly busy: boolean
  readonly onSay: (said: Said) => void
}) {
  const t = say(texts)
  return (
    <Loaded of={of}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="soft">{t.noPaiements}</p>
        ) : (
          <ul class="facture-paiements">
            {items.map(({ paiementId, montant, statut, ditLe, decideLe }) => (
              <li key={paiementId}>
                <strong>{money(montant)}</strong>
                <StatutBadge statut={statut} />
                <span class="soft">{(decideLe ?? ditLe) && moment((decideLe ?? ditLe)!)}</span>
                <span class="facture-say">
                  {statut === 'EN_COURS' && (
                    <Button
                      small
                      disabled={busy}
                      onClick={() => onSay({ paiementId, montant, statut: 'RECU' })}
                    >
                      {t.wasReceived}
                    </Button>
                  )}
                  {statut !== 'ECHOUE' && (
                    <Button
                      small
                      kind="quiet"
                      disabled={busy}
                      onClick={() => onSay({ paiementId, montant, statut: 'ECHOUE' })}
                    >
                      {t.hasFailed}
                    </Button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
