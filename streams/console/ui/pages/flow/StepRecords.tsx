import { useState } from 'preact/hooks'
import type { RecordsAnswer, SeenRecord } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { clock } from '../../format.ts'
import { say } from '../../language.ts'
import { Button } from '../../parts/Button.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Data } from '../stores/Data.tsx'
import { texts } from './texts.ts'

/** What comes to a step, the newest first; it is kept there as long as this asks. */
export function StepRecords({ path }: { readonly path: string }) {
  const t = say(texts)
  const records = usePoll<RecordsAnswer>(path, 1_500)
  const [held, hold] = useState<readonly SeenRecord[] | null>(null)
  return (
    <Loaded of={records}>
      {answer => {
        const shown = held ?? answer.records
        if (shown.length === 0)
          return (
            <Empty title={t.recordsEmpty}>
              <p>{t.recordsHint}</p>
            </Empty>
          )
        return (
          <div class="stack">
            <div class="row">
              <Button small onClick={() => hold(held ? null : answer.records)} aria-pressed={held !== null}>
                {held ? t.resume : t.pause}
              </Button>
            </div>
            <ol class="step-records">
              {shown.slice(0, 50).map(record => (
                <li key={`${record.instance} ${record.task} ${record.topic} ${record.offset} ${record.at}`}>
                  <details>
                    <summary>
                      <time>{clock(record.at)}</time>
                      <code class="step-key">{textOf(record.key)}</code>
                      <span class="soft">
                        {record.topic === null
                          ? `${t.punctuation} · ${record.task}`
                          : `${record.topic} ${record.partition}@${record.offset}`}
                      </span>
                    </summary>
                    <Data value={record.value} />
                    {record.isCut && <span class="soft">({t.cut})</span>}
                    {record.headers.length > 0 && (
                      <dl class="step-facts">
                        {record.headers.map(({ key, value }) => (
                          <>
                            <dt key={key}>{key}</dt>
                            <dd>
                              <code>{value}</code>
                            </dd>
                          </>
                        ))}
                      </dl>
                    )}
                  </details>
                </li>
              ))}
            </ol>
          </div>
        )
      }}
    </Loaded>
  )
}

const textOf = (key: unknown) => (typeof key === 'string' ? key : JSON.stringify(key))
