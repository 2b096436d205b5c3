import type { ButtonHTMLAttributes } from 'preact'
import './button.css'

export interface ButtonProps extends Omit<ButtonHTMLAttributes, 'className'> {
  /** `primary`: the one thing to do here. `danger`: cannot be taken back. `quiet`: without a frame; `link`: in a text or a table. */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet' | 'link'
  readonly small?: boolean
  /** While what it did is under way: it cannot be pressed, and says so. */
  readonly busy?: boolean
}

export function Button({
  kind = 'plain',
  small = false,
  busy = false,
  disabled,
  children,
  class: extra,
  ...others
}: ButtonProps) {
  return (
    <button
      type="button"
      {...others}
      class={`button button-${kind} ${small ? 'button-small' : ''} ${extra ?? ''}`}
      disabled={busy || disabled}
      aria-busy={busy}
    >
      {children}
    </button>
  )
}
