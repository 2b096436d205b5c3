import type { ComponentChildren } from 'preact'
import './empty.css'

/** Where there is nothing: that there is nothing, and what to do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ComponentChildren
}) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children}
    </div>
  )
}
