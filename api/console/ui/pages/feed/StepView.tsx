import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { ChangedFields } from './ChangedFields.tsx'
import type { RowChange, Step } from './explanation.ts'
import { groupOf } from './source.ts'
import { texts } from './texts.ts'

/** One link of the chain: what was said, the rows that it changed, what was published because of it. */
export function StepView({ of: step }: { readonly of: Step }) {
  const t = say(texts)
  const { told, changes, published } = step
  return (
    <li id={told ? `step-${told.eventId}` : undefined} tabIndex={-1}>
      <div class="feed-box">
        <span class="soft">{moment(step.time)}</span>
        <strong class={told ? `feed-of-${groupOf(told.eventType)}` : ''}>
          {told ? told.eventType : t.timePassed}
        </strong>
        {told && (
          <code>
            {told.topic}[{told.partition}]@{told.offset}
          </code>
        )}
        {step.isLate && (
          <span>
            <Badge tone="warn">{t.late}</Badge> <small class="soft">{t.lateText}</small>
          </span>
        )}
      </div>
      <div class="feed-box">
        <span class="unseen">{t.changed}:</span>
        {changes.length === 0 && <span class="soft">{t.nothingChanged}</span>}
        {changes.map(each => (
          <Changed key={`${each.store} ${each.key}`} of={each} />
        ))}
      </div>
      <div class="feed-box">
        <span class="unseen">{t.caused}:</span>
        {published.length === 0 && <span class="soft">{t.nothingCaused}</span>}
        {published.map(({ topic, eventId, modele }) => (
          <span key={eventId} title={eventId}>
            <strong class={`feed-of-${groupOf(topic)}`}>{topic}</strong>{' '}
            {modele && <span class="soft">{modele}</span>}
          </span>
        ))}
      </div>
    </li>
  )
}

const tones = { new: 'good', changed: 'accent', gone: 'calm' } as const

function Changed({ of }: { readonly of: RowChange }) {
  const t = say(texts)
  const isShort = of.fields.length <= 3
  const head = (
    <>
      {of.store} <Badge tone={tones[of.row]}>{t.rowStates[of.row]}</Badge>
    </>
  )
  if (isShort)
    return (
      <div title={of.key}>
        {head}
        <ChangedFields of={of.fields} />
      </div>
    )
  return (
    <details title={of.key}>
      <summary>
        {head} <small class="soft">{t.fields(of.fields.length)}</small>
      </summary>
      <ChangedFields of={of.fields} />
    </details>
  )
}
