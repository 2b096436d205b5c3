import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { Sparkline } from 'millrace/console/ui/parts/Sparkline.tsx'
import { route } from 'millrace/console/ui/route.ts'
import { useEffect, useState } from 'preact/hooks'
import { LiveState } from '../../parts/LiveState.tsx'
import { RefusedNotice } from '../../parts/RefusedNotice.tsx'
import { EntryDialog } from './EntryDialog.tsx'
import { EntryList } from './EntryList.tsx'
import { FeedFilter } from './FeedFilter.tsx'
import { FollowForm } from './FollowForm.tsx'
import type { Entry } from './feedLog.ts'
import { wantedOf } from './source.ts'
import { texts } from './texts.ts'
import { useFeedLog } from './useFeedLog.ts'

/** What is shown while it stands still. */
interface Held {
  readonly entries: readonly Entry[]
  readonly told: number
}

/** What happens now: events, or changes of a view, as they are committed. */
export function LivePage() {
  const t = say(texts)
  const wanted = wantedOf(route.value.query)
  const { log, state, refused } = useFeedLog(wanted)
  const [text, search] = useState('')
  const [held, hold] = useState<Held | null>(null)
  const [open, inspect] = useState<Entry | null>(null)
  useEffect(() => hold(null), [log])
  const kept = held?.entries ?? log.entries
  const entries = found(kept, text)
  const pause = () => hold({ entries: log.entries, told: log.told })
  return (
    <div class="stack">
      <FeedFilter wanted={wanted} countOf={group => log.countOf(group)} />
      <div class="feed-bar">
        <LiveState state={state} />
        <Rate of={log.rates} />
        <span class="soft feed-counts">
          {t.told(number(log.told))} · {t.shownOf(number(entries.length), number(kept.length))}
        </span>
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={text}
          onInput={event => search(event.currentTarget.value)}
        />
        <Button kind={held ? 'primary' : 'plain'} onClick={() => (held ? hold(null) : pause())}>
          {held ? t.resume(number(log.told - held.told)) : t.pause}
        </Button>
        <Button
          onClick={() => {
            log.clear()
            hold(null)
          }}
        >
          {t.clear}
        </Button>
      </div>
      {refused && <RefusedNotice refused={refused} />}
      {log.skipped > 0 && <Notice>{t.skipped(number(log.skipped))}</Notice>}
      {wanted.view !== null && <p class="soft">{t.conflated}</p>}
      {entries.length > 0 ? (
        <EntryList of={entries} isHeld={held !== null} onScroll={() => held ?? pause()} onOpen={inspect} />
      ) : (
        !refused && <Nothing isEmpty={kept.length === 0} isNone={wanted.groups.length === 0} />
      )}
      <FollowForm />
      {open && <EntryDialog of={open} before={beforeOf(open, kept)} onClose={() => inspect(null)} />}
    </div>
  )
}

/** The newest first. */
function found(entries: readonly Entry[], text: string): readonly Entry[] {
  const wanted = text.trim().toLowerCase()
  const fitting =
    wanted === ''
      ? entries
      : entries.filter(each => `${each.what} ${each.key} ${each.text}`.toLowerCase().includes(wanted))
  return fitting.toReversed()
}

/** The row as it was told the time before. */
const beforeOf = (entry: Entry, entries: readonly Entry[]): Entry | null =>
  entry.place === null
    ? (entries.findLast(({ n, what, key }) => n < entry.n && what === entry.what && key === entry.key) ??
      null)
    : null

/** How many a second: of the last three, and of a minute as a line. */
function Rate({ of: rates }: { readonly of: readonly number[] }) {
  const t = say(texts)
  const last = rates.slice(-3)
  const now = number(last.reduce((sum, each) => sum + each, 0) / Math.max(1, last.length))
  return (
    <span class="row">
      <Sparkline label={t.rate(now)} values={rates} />
      <span>
        <strong>{now}</strong> {t.perSecond}
      </span>
    </span>
  )
}

function Nothing({ isEmpty, isNone }: { readonly isEmpty: boolean; readonly isNone: boolean }) {
  const t = say(texts)
  if (isNone) return <Empty title={t.noGroup} />
  if (!isEmpty) return <Empty title={t.noneSuch} />
  return (
    <Empty title={t.waiting}>
      <p>{t.waitingText}</p>
    </Empty>
  )
}
