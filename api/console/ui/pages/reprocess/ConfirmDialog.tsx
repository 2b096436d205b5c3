import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { act, type Wish, wish } from './actions.ts'
import { texts } from './texts.ts'

/** Asks once more, and says what it will do. */
export function ConfirmDialog({ of, onDone }: { readonly of: Wish; readonly onDone: () => void }) {
  const t = say(texts)
  const { verb, generation } = of
  if (verb === 'compare') return null
  const close = () => {
    wish.value = null
  }
  const isEnd = verb === 'retire' || verb === 'abandon'
  return (
    <Dialog
      title={t.confirm[verb](generation)}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t.cancel}</Button>
          <Button kind={isEnd ? 'danger' : 'primary'} onClick={() => void act(of).then(onDone)}>
            {t.confirmNow[verb]}
          </Button>
        </>
      }
    >
      <p>{t.confirmText[verb]}</p>
    </Dialog>
  )
}
