import type { ComponentChildren } from 'preact'
import './badge.css'

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'accent'

/** A state in a word, with a shape of its own for each tone: colour alone says nothing. */
export function Badge({
  tone = 'calm',
  children,
}: {
  readonly tone?: Tone
  readonly children: ComponentChildren
}) {
  return (
    <span class={`badge badge-${tone}`}>
      <span aria-hidden="true">{shapes[tone]}</span>
      {children}
    </span>
  )
}

const shapes: Readonly<Record<Tone, string>> = { good: '●', warn: '▲', bad: '■', calm: '○', accent: '◆' }
