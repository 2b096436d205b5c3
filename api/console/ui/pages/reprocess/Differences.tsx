import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { differing } from './differing.ts'
import type { ComparedStore, Difference } from './generation.ts'
import { texts } from './texts.ts'

interface DifferencesProps {
  readonly of: ComparedStore
  readonly left: number
  readonly right: number
}

/** The first rows of a store that differ, by field. */
export function Differences({ of, left, right }: DifferencesProps) {
  const t = say(texts)
  return (
    <details class="reprocess-differences">
      <summary>
        <strong>{of.store}</strong> <span class="soft">{t.first(of.first.length)}</span>
      </summary>
      <dl>
        {of.first.map(each => (
          <div key={each.key}>
            <dt>
              <code>{each.key}</code> {each.left === null && <Badge tone="warn">{t.more}</Badge>}
              {each.right === null && <Badge tone="warn">{t.missing}</Badge>}
            </dt>
            <dd>
              <Fields of={each} left={left} right={right} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Fields({
  of,
  left,
  right,
}: {
  readonly of: Difference
  readonly left: number
  readonly right: number
}) {
  const t = say(texts)
  return (
    <ul>
      {differing(of.left, of.right).map(({ field, left: was, right: is }) => (
        <li key={field}>
          <span class="soft">{field}</span>{' '}
          {of.left !== null && (
            <del>
              <span class="unseen">{left}: </span>
              {was ?? t.none}
            </del>
          )}{' '}
          {of.right !== null && (
            <ins>
              <span class="unseen">{right}: </span>
              {is ?? t.none}
            </ins>
          )}
        </li>
      ))}
    </ul>
  )
}
