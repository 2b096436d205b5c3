import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { useState } from 'preact/hooks'
import { type Facture, isOpen, resteDe } from '../data/facture.ts'
import type { PaiementStatut } from '../data/statut.ts'
import type { Said } from './FacturePanel.tsx'
import { texts } from './texts.ts'

const kinds: readonly (keyof (typeof texts)['fr']['kinds'])[] = ['RECU', 'EN_COURS', 'ECHOUE']

/** A payment to be recorded: by default all that is still to be paid, received. */
export function PaiementForm({
  facture,
  busy,
  onSay,
}: {
  readonly facture: Facture
  readonly busy: boolean
  readonly onSay: (said: Said) => void
}) {
  const t = say(texts)
  const [montant, enter] = useState(isOpen(facture) ? resteDe(facture).toFixed(2) : '')
  const [statut, choose] = useState<PaiementStatut>('RECU')
  return (
    <form
      class="facture-form"
      onSubmit={event => {
        event.preventDefault()
        onSay({ montant: Number(montant), statut })
      }}
    >
      <Field label={t.amount}>
        {control => (
          <input
            {...control}
            type="number"
            name="montant"
            inputmode="decimal"
            min="0.01"
            step="0.01"
            required
            value={montant}
            onInput={event => enter(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t.state}>
        {control => (
          <select
            {...control}
            name="statut"
            value={statut}
            onChange={event => choose(event.currentTarget.value as PaiementStatut)}
          >
            {kinds.map(each => (
              <option key={each} value={each}>
                {t.kinds[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button kind="primary" type="submit" busy={busy}>
        {t.record}
      </Button>
    </form>
  )
}
