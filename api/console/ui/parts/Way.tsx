import type { ComponentChildren } from 'preact'
import './way.css'

export interface WayStep {
  readonly title: ComponentChildren
  /** `ahead`: not yet; `going`: now; `done`, `refused`: how it ended; `late`: still going, longer than is usual. */
  readonly state: 'ahead' | 'going' | 'done' | 'refused' | 'late'
  /** Beside the title: how long it took. */
  readonly aside?: ComponentChildren
  readonly detail?: ComponentChildren
}

/**
 * The way of something that takes several steps, drawn as it goes and read out: a command (`CommandWay`), a replay, a switch
 * of generations. Shared by all pages; it knows nothing of what the steps are.
 */
export function Way({ label, steps }: { readonly label: string; readonly steps: readonly WayStep[] }) {
  return (
    <ol class="way" aria-label={label} aria-live="polite">
      {steps.map((step, index) => (
        <li key={index} class={`way-${step.state}`} aria-current={isNow(step) ? 'step' : undefined}>
          <span class="way-mark" aria-hidden="true">
            {marks[step.state]}
          </span>
          <div>
            <div class="way-title">
              {step.title}
              {step.aside !== undefined && <span class="soft">{step.aside}</span>}
            </div>
            {step.detail !== undefined && <div class="way-detail">{step.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}

const isNow = ({ state }: WayStep) => state === 'going' || state === 'late'

const marks: Readonly<Record<WayStep['state'], string>> = {
  ahead: '',
  going: '…',
  done: '✓',
  refused: '✕',
  late: '…',
}
