import type { ComponentChildren } from 'preact'
import './notice.css'

export interface NoticeProps {
  readonly tone?: 'info' | 'good' | 'warn' | 'bad'
  readonly title?: string
  /** Read out when it appears; default for what is bad. */
  readonly announced?: boolean
  readonly children?: ComponentChildren
}

/** Something to be told in its place: a failure, what is out of date, what was done. */
export function Notice({ tone = 'info', title, announced = tone === 'bad', children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={announced ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  )
}
