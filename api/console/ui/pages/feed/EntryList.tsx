import { clock } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Entry } from './feedLog.ts'
import { groupOf } from './source.ts'
import { summary } from './summary.ts'
import { texts } from './texts.ts'

/** As the style has it, with its border. */
const rowHeight = 32
/** Beyond what is seen, above and below. */
const spare = 8

export interface EntryListProps {
  /** The newest first. */
  readonly of: readonly Entry[]
  readonly isHeld: boolean
  /** Somebody reads further down: what comes must not push it away. */
  readonly onScroll: () => void
  readonly onOpen: (entry: Entry) => void
}

/** A table of thousands of rows, of which those are there that are seen. */
export function EntryList({ of: entries, isHeld, onScroll, onOpen }: EntryListProps) {
  const t = say(texts)
  const element = useRef<HTMLElement>(null)
  const [top, setTop] = useState(0)
  const height = element.current?.clientHeight ?? 600
  useEffect(() => {
    if (!isHeld && element.current) element.current.scrollTop = 0
  }, [isHeld])
  const from = Math.max(0, Math.floor(top / rowHeight) - spare)
  const to = Math.min(entries.length, Math.ceil((top + height) / rowHeight) + spare)
  return (
    <section
      ref={element}
      class="feed-list"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      aria-label={t.list}
      onScroll={event => {
        const { scrollTop } = event.currentTarget
        setTop(scrollTop)
        if (scrollTop > rowHeight) onScroll()
      }}
    >
      <table aria-rowcount={entries.length + 1}>
        <thead>
          <tr>
            <th scope="col" class="feed-time">
              {t.time}
            </th>
            <th scope="col" class="feed-what">
              {t.type}
            </th>
            <th scope="col" class="feed-key">
              {t.key}
            </th>
            <th scope="col" class="feed-minor">
              {t.details}
            </th>
          </tr>
        </thead>
        <tbody>
          <Space rows={from} />
          {entries.slice(from, to).map((entry, at) => (
            <tr key={entry.n} aria-rowindex={from + at + 2} onClick={() => onOpen(entry)}>
              <td class="soft">{clock(entry.at)}</td>
              <td class={`feed-of-${groupOf(entry.what) || entry.what}`}>
                <button
                  type="button"
                  aria-label={t.inspect(`${entry.what} ${entry.key}`)}
                  onClick={event => {
                    event.stopPropagation()
                    onOpen(entry)
                  }}
                >
                  {entry.what}
                </button>
              </td>
              <td>
                <code>{entry.key}</code>
              </td>
              <td class="feed-minor soft">{entry.data === null ? t.gone : summary(entry)}</td>
            </tr>
          ))}
          <Space rows={entries.length - to} />
        </tbody>
      </table>
    </section>
  )
}

function Space({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null
  return (
    <tr class="feed-space">
      <td colSpan={4} style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  )
}
