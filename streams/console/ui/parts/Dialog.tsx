import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../language.ts'
import { Button } from './Button.tsx'
import { texts } from './texts.ts'
import './dialog.css'

export interface DialogProps {
  readonly title: string
  /** Escape, its close button, and a click beside it. */
  readonly onClose: () => void
  /** `side`: along the right edge, for details of what is behind it; of a phone it takes all. */
  readonly place?: 'middle' | 'side'
  /** At its foot: its buttons. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** A modal dialog, open as long as it is rendered. Focus comes in, stays in, and goes back to where it was. */
export function Dialog({ title, onClose, place = 'middle', actions, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, which is `cancel`
    <dialog
      ref={element}
      class={`dialog dialog-${place}`}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onClick={event => event.target === element.current && onClose()}
    >
      <div class="dialog-box">
        <header>
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" small aria-label={say(texts).close} onClick={onClose}>
            <span aria-hidden="true">✕</span>
          </Button>
        </header>
        <div class="dialog-body">{children}</div>
        {actions && <footer>{actions}</footer>}
      </div>
    </dialog>
  )
}
