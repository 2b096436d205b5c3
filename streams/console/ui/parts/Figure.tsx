import type { ComponentChildren } from 'preact'
import './figure.css'

export interface FigureProps {
  readonly label: string
  readonly value: ComponentChildren
  /** Smaller, below: what it is made of, how it was. */
  readonly note?: ComponentChildren
}

/** A figure with its name; several stand in a `<Figures>`. */
export function Figure({ label, value, note }: FigureProps) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="figure-value">{value}</span>
        {note && <span class="soft">{note}</span>}
      </dd>
    </div>
  )
}

export function Figures({ children }: { readonly children: ComponentChildren }) {
  return <dl class="figures">{children}</dl>
}
