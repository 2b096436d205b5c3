import { say } from 'millrace/console/ui/language.ts'
import type { ChangedField } from './changedFields.ts'
import { texts } from './texts.ts'

/** Fields with what they were and what they are. */
export function ChangedFields({ of }: { readonly of: readonly ChangedField[] }) {
  return (
    <ul class="feed-fields">
      {of.map(({ field, before, after }) => (
        <li key={field}>
          <span class="soft">{field}</span> {before !== null && <del>{shown(before)}</del>}{' '}
          {after !== null ? <ins>{shown(after)}</ins> : before === null && say(texts).none}
        </li>
      ))}
    </ul>
  )
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
