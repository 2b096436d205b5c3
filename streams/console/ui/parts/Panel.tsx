import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import './panel.css'

export interface PanelProps {
  readonly title?: string
  /** At the right of the title: buttons, figures. */
  readonly aside?: ComponentChildren
  /** Its content comes up to its edges: tables. */
  readonly flush?: boolean
  readonly children: ComponentChildren
}

/** A part of a page, framed, with its heading. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  const id = useId()
  return (
    <section class="panel" aria-labelledby={title ? id : undefined}>
      {(title || aside) && (
        <header>
          {title && <h2 id={id}>{title}</h2>}
          {aside}
        </header>
      )}
      <div class={flush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  )
}
