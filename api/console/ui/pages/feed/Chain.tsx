import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { ChangedFields } from './ChangedFields.tsx'
import type { Explanation, Place } from './explanation.ts'
import { StepView } from './StepView.tsx'
import { texts } from './texts.ts'

/** Why something is so, and each step of how it came about: what was said, which rows it changed, what was published then. */
export function Chain({ of }: { readonly of: Explanation }) {
  const t = say(texts)
  const { reasons, steps, differences, replayed, read } = of
  return (
    <>
      <Panel title={t.why}>
        {reasons.length === 0 ? (
          <p class="soft">{t.noReason}</p>
        ) : (
          <ul class="feed-reasons">
            {reasons.map(reason => (
              <li key={`${reason.of} ${reason.about}`}>
                <strong>
                  {reason.of}, {reason.about}
                </strong>
                <span lang="en">{reason.text}</span>
                {reason.because.length > 0 && <Because of={reason.because} />}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Notice
        tone={differences.length === 0 ? 'good' : 'warn'}
        title={differences.length === 0 ? t.same : t.differs}
      >
        <p>{differences.length === 0 ? t.sameText : t.differsText}</p>
        {differences.map(each => (
          <div key={`${each.store} ${each.key}`}>
            {each.store} <code>{each.key}</code>
            <ChangedFields of={each.fields} />
          </div>
        ))}
      </Notice>
      {of.cutOff.length > 0 && <Notice tone="warn">{t.cutOff(of.cutOff.join(', '))}</Notice>}
      <Panel
        title={t.chain}
        aside={<span class="soft">{t.chainText(number(replayed.events), number(read.records))}</span>}
      >
        {of.stepsLeftOut > 0 && <p class="soft">{t.leftOut(number(of.stepsLeftOut))}</p>}
        {replayed.rivals > 0 && <p class="soft">{t.rivals(number(replayed.rivals))}</p>}
        <div class="feed-lanes" aria-hidden="true">
          <span>{t.said}</span>
          <span>{t.changed}</span>
          <span>{t.caused}</span>
        </div>
        <ol class="feed-chain">
          {steps.map((step, at) => (
            <StepView key={step.told?.eventId ?? at} of={step} />
          ))}
        </ol>
      </Panel>
    </>
  )
}

function Because({ of }: { readonly of: readonly Place[] }) {
  return (
    <span class="soft">
      {say(texts).because}{' '}
      {of.map(({ eventId, eventType, topic, partition, offset }, at) => (
        <span key={eventId}>
          {at > 0 && ', '}
          <button type="button" class="feed-jump" onClick={() => jump(eventId)}>
            {eventType}
          </button>{' '}
          <code>
            {topic}[{partition}]@{offset}
          </code>
        </span>
      ))}
    </span>
  )
}

/** Not a link: the address behind `#` says which page is open. */
function jump(eventId: string): void {
  const step = document.getElementById(`step-${eventId}`)
  step?.scrollIntoView({ block: 'center' })
  step?.focus()
}
