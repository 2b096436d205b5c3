import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { texts } from './texts.ts'
import { treat, type Wish, wish } from './treat.ts'

/** Asks once more, and says what it will do. */
export function ConfirmDialog({ of, onDone }: { readonly of: Wish; readonly onDone: () => void }) {
  const t = say(texts)
  const isReplay = of.verb === 'replay'
  const isAgain = 'force' in of.selection
  const close = () => {
    wish.value = null
  }
  return (
    <Dialog
      title={isReplay ? t.confirmReplay : t.confirmDiscard}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t.cancel}</Button>
          <Button kind={isReplay ? 'primary' : 'danger'} onClick={() => void treat(of).then(onDone)}>
            {isReplay ? t.replay : t.discardNow}
          </Button>
        </>
      }
    >
      <p>{isAgain ? t.confirmAgainText : (isReplay ? t.confirmReplayText : t.confirmDiscardText)(of.what)}</p>
    </Dialog>
  )
}
