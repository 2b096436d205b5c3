import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { useState } from 'preact/hooks'
import { texts } from './texts.ts'

export interface CancelFormProps {
  readonly onCancel: (raison: string) => void
  readonly onBack: () => void
}

/** Asks once more before a rendezvous is cancelled, and why. */
export function CancelForm({ onCancel, onBack }: CancelFormProps) {
  const t = say(texts)
  const [raison, setRaison] = useState('')
  return (
    <form
      class="stack"
      onSubmit={event => {
        event.preventDefault()
        onCancel(raison.trim())
      }}
    >
      <Field label={t.raison} hint={t.raisonHint}>
        {control => (
          <input {...control} value={raison} onInput={event => setRaison(event.currentTarget.value)} />
        )}
      </Field>
      <div class="row">
        <Button kind="danger" type="submit">
          {t.cancelling}
        </Button>
        <Button onClick={onBack}>{t.back}</Button>
      </div>
    </form>
  )
}
