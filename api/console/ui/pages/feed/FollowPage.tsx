import { ask } from 'millrace/console/ui/data/ask.ts'
import { key } from 'millrace/console/ui/data/key.ts'
import type { Problem } from 'millrace/console/ui/data/problem.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Loading } from 'millrace/console/ui/parts/Loaded.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { useEffect, useState } from 'preact/hooks'
import { Chain } from './Chain.tsx'
import type { Explanation } from './explanation.ts'
import { texts } from './texts.ts'

/** It reads the whole log. */
const timeoutMs = 120_000

/** One thing through everything that made it what it is, and that it caused. */
export function FollowPage({ kind, id }: { readonly kind: string; readonly id: string }) {
  const t = say(texts)
  const [found, setFound] = useState<Explanation | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asked, askAgain] = useState(0)
  const [isBusy, setBusy] = useState(true)
  const who = key.value
  useEffect(() => {
    const leaving = new AbortController()
    setBusy(true)
    setProblem(null)
    ask<Explanation>(`/api/admin/explain/${encodeURIComponent(kind)}/${encodeURIComponent(id)}?limit=200`, {
      timeoutMs,
      signal: leaving.signal,
    })
      .then(setFound, error => !leaving.signal.aborted && setProblem(error))
      .finally(() => !leaving.signal.aborted && setBusy(false))
    return () => leaving.abort()
  }, [kind, id, asked, who])
  return (
    <div class="stack">
      <div class="row">
        <h2 class="feed-subject">
          {t.kinds[kind] ?? kind} <code>{id}</code>
        </h2>
        <Button small busy={isBusy} onClick={() => askAgain(asked + 1)}>
          {t.again}
        </Button>
        <a href={pathTo('feed')}>{t.back}</a>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {isBusy && (
        <>
          <p class="soft">{t.explaining}</p>
          {!found && <Loading />}
        </>
      )}
      {found && <Chain of={found} />}
    </div>
  )
}
