import { say } from 'millrace/console/ui/language.ts'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import { texts } from './texts.ts'
import { failure, report } from './treat.ts'

/** What the last replay or discard has done, or why it could not. */
export function Outcome() {
  const t = say(texts)
  if (failure.value !== null) return <ProblemNotice problem={failure.value} />
  const done = report.value
  if (done === null) return null
  return (
    <Notice tone={done.refused > 0 ? 'warn' : 'good'} title={t.report[done.action](done.done)} announced>
      {done.already > 0 && <p>{t.already(done.already)}</p>}
      {done.refused > 0 && (
        <>
          <p>{t.refused(done.refused)}</p>
          <ul>
            {done.reasons.map(({ letter, reason }) => (
              <li key={letter}>
                <code>{letter}</code> {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {done.next !== null && <p>{t.more}</p>}
    </Notice>
  )
}
