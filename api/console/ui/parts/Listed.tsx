import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Loading } from 'millrace/console/ui/parts/Loaded.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import type { ComponentChildren } from 'preact'
import type { List } from '../data/useList.ts'
import { texts } from './texts.ts'
import './listed.css'

export interface ListedProps<Row> {
  readonly list: List<Row>
  /** In the place of the rows where there are none. */
  readonly empty: ComponentChildren
  readonly children: (rows: readonly Row[]) => ComponentChildren
}

/** A list in all its states: on its way, failed, empty, there; and how many there are, and more of them. */
export function Listed<Row>({ list, empty, children }: ListedProps<Row>) {
  const t = say(texts)
  const { rows, problem, busy, more, refresh } = list
  const trouble = problem && (
    <ProblemNotice problem={problem}>
      <Button small onClick={refresh}>
        {t.retry}
      </Button>
    </ProblemNotice>
  )
  if (rows === null) return <div class="listed-state">{trouble ?? <Loading />}</div>
  return (
    <>
      {trouble && <div class="listed-state">{trouble}</div>}
      {rows.length > 0 ? children(rows) : !problem && <div class="listed-state">{empty}</div>}
      <div class="listed-foot">
        <span class="soft" role="status">
          {rows.length > 0 && t.shown(number(rows.length), more !== null)}
        </span>
        {more && (
          <Button small busy={busy} onClick={more}>
            {t.more}
          </Button>
        )}
      </div>
    </>
  )
}
