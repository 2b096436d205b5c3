import type { Polled } from 'millrace/console/ui/data/poll.ts'
import { percent } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Figure, Figures } from 'millrace/console/ui/parts/Figure.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import type { Totaux } from '../../data/totaux.ts'
import { money } from '../../money.ts'
import { texts } from './texts.ts'

/** The practice's money in three figures. */
export function MoneyFigures({ of }: { readonly of: Polled<Totaux> }) {
  const t = say(texts)
  return (
    <Loaded of={of}>
      {({ facture, paye, solde }) => (
        <Figures>
          <Figure label={t.invoiced} value={money(facture)} />
          <Figure
            label={t.received}
            value={money(paye)}
            note={facture > 0 ? t.share(percent(paye / facture)) : undefined}
          />
          <Figure label={t.balance} value={money(solde)} />
        </Figures>
      )}
    </Loaded>
  )
}
