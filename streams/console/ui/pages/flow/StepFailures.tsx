import type { FailuresAnswer } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { moment } from '../../format.ts'
import { say } from '../../language.ts'
import { Badge } from '../../parts/Badge.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { texts } from './texts.ts'

/** The last failures of a step, the newest first. */
export function StepFailures({ path }: { readonly path: string }) {
  const t = say(texts)
  const failures = usePoll<FailuresAnswer>(path, 5_000)
  return (
    <Loaded of={failures}>
      {answer =>
        answer.failures.length === 0 ? (
          <Empty title={t.failuresEmpty} />
        ) : (
          <ol class="step-records">
            {answer.failures.map(each => (
              <li key={`${each.instance} ${each.at} ${each.topic} ${each.offset}`}>
                <div class="row">
                  <Badge tone="bad">{each.stage}</Badge>
                  <span>{each.response}</span>
                  <time class="soft">{moment(each.at)}</time>
                </div>
                <p>{each.error}</p>
                <span class="soft">
                  {each.topic === null ? t.punctuation : `${each.topic} ${each.partition}@${each.offset}`} ·{' '}
                  {each.task} · {each.instance}
                </span>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}
