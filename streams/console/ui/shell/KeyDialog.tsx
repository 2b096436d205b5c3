import { useState } from 'preact/hooks'
import { enterKey, keyWanted } from '../data/key.ts'
import { say } from '../language.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Field } from '../parts/Field.tsx'
import { texts } from './texts.ts'

/** Asks for a key as long as the server wants one. Closed without one, pages say what they lack. */
export function KeyDialog() {
  const t = say(texts)
  const [entered, enter] = useState('')
  const wanted = keyWanted.value
  if (wanted === 'no') return null
  return (
    <Dialog
      title={t.keyTitle}
      onClose={() => {
        keyWanted.value = 'no'
      }}
    >
      <form
        class="stack"
        onSubmit={event => {
          event.preventDefault()
          enterKey(entered.trim() || null)
          enter('')
        }}
      >
        <p>{t.keyMissing}</p>
        <Field label={t.keyLabel} hint={t.keyHint} error={wanted === 'refused' ? t.keyRefused : null}>
          {control => (
            <input
              {...control}
              type="password"
              autocomplete="off"
              required
              value={entered}
              onInput={event => enter(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button kind="primary" type="submit">
          {t.enter}
        </Button>
      </form>
    </Dialog>
  )
}
