import type { ComponentChildren } from 'preact'
import type { Polled } from '../data/poll.ts'
import { clock } from '../format.ts'
import { say } from '../language.ts'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'
import { texts } from './texts.ts'
import './loaded.css'

export interface LoadedProps<T> {
  readonly of: Polled<T>
  readonly children: (data: T) => ComponentChildren
}

/** What was asked for, once it is there; else that it is on its way, or why it is not there; and since when it is out of date. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  const t = say(texts)
  const { data, problem, at } = of
  if (data.value !== null)
    return (
      <>
        {problem.value !== null && (
          <Notice tone="warn" title={problem.value.title} announced>
            {t.stale(clock(at.value!))}
          </Notice>
        )}
        {children(data.value)}
      </>
    )
  if (problem.value !== null)
    return (
      <ProblemNotice problem={problem.value}>
        <Button small onClick={of.refresh}>
          {t.retry}
        </Button>
      </ProblemNotice>
    )
  return <Loading />
}

/** Grey lines in the place of what comes. */
export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="unseen">{say(texts).loading}</span>
      <i />
      <i />
      <i />
    </div>
  )
}
