import { useState } from 'preact/hooks'
import type { RowsAnswer } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { say } from '../../language.ts'
import { Button } from '../../parts/Button.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Field } from '../../parts/Field.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { Data } from './Data.tsx'
import { texts } from './texts.ts'
import './stores.css'

export interface RowsBrowserProps {
  readonly store: string
  readonly base: string
  /** Rows of a page. */
  readonly limit?: number
}

/** The committed rows of a store, page by page, followed as they change. */
export function RowsBrowser({ store, base, limit = 25 }: RowsBrowserProps) {
  const t = say(texts)
  const [typed, type] = useState('')
  const [prefix, search] = useState('')
  const [after, goAfter] = useState<string | null>(null)
  const query = new URLSearchParams({
    limit: String(limit),
    ...(prefix && { prefix }),
    ...(after !== null && { after }),
  })
  const rows = usePoll<RowsAnswer>(`${base}stores/${encodeURIComponent(store)}/rows?${query}`, 5_000)
  return (
    <div class="stack">
      <form
        class="rows-search"
        onSubmit={event => {
          event.preventDefault()
          goAfter(null)
          search(typed.trim())
        }}
      >
        <Field label={t.prefix}>
          {control => (
            <input
              {...control}
              type="search"
              autocomplete="off"
              value={typed}
              onInput={event => type(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit">{t.search}</Button>
      </form>
      <Loaded of={rows}>
        {({ rows, next, missing }) => (
          <>
            {missing.length > 0 && <Notice tone="warn">{t.missing(missing.join(', '))}</Notice>}
            {rows.length === 0 ? (
              <Empty title={t.empty}>
                <p>{t.emptyHint}</p>
              </Empty>
            ) : (
              <ul class="rows">
                {rows.map(({ key, value }) => (
                  <li key={key}>
                    <details>
                      <summary>
                        <code class="rows-key">{key}</code>
                        <span class="rows-glance soft">{JSON.stringify(value)}</span>
                      </summary>
                      <Data value={value} />
                    </details>
                  </li>
                ))}
              </ul>
            )}
            <div class="row">
              {after !== null && (
                <Button small onClick={() => goAfter(null)}>
                  {t.first}
                </Button>
              )}
              {next !== null && (
                <Button small onClick={() => goAfter(next)}>
                  {t.next}
                </Button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}
