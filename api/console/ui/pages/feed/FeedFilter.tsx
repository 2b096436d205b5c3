import { short } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { goTo, pathTo } from 'millrace/console/ui/route.ts'
import { fieldsOf, type Group, groupNames, viewNames, type Wanted } from './source.ts'
import { texts } from './texts.ts'

export interface FeedFilterProps {
  readonly wanted: Wanted
  /** Of a kind of events: how many there were. */
  readonly countOf: (group: Group) => number
}

/** What is followed: events by kind, or a view, narrowed by ids. It is in the address. */
export function FeedFilter({ wanted, countOf }: FeedFilterProps) {
  const t = say(texts)
  const { view, groups, where } = wanted
  const go = (changes: Readonly<Record<string, string | null>>) =>
    goTo(pathTo('feed', [], { view, groups: groupsText(groups), ...where, ...changes }), { replace: true })
  const toggle = (group: Group) =>
    go({
      groups: groupsText(
        groupNames.filter(each => (each === group ? !groups.includes(each) : groups.includes(each))),
      ),
    })
  return (
    <>
      <form
        class="feed-filter"
        onSubmit={event => {
          event.preventDefault()
          const data = new FormData(event.currentTarget)
          go(Object.fromEntries(fieldsOf(view).map(field => [field, String(data.get(field) ?? '').trim()])))
        }}
      >
        <Field label={t.what}>
          {control => (
            <select
              {...control}
              value={view ?? ''}
              onChange={event =>
                goTo(pathTo('feed', [], { view: event.currentTarget.value }), { replace: true })
              }
            >
              <option value="">{t.events}</option>
              {viewNames.map(each => (
                <option key={each} value={each}>
                  {t.changesOf(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {fieldsOf(view).map(field => (
          <Field key={field} label={field}>
            {control => (
              <input
                {...control}
                key={where[field]}
                name={field}
                defaultValue={where[field] ?? ''}
                placeholder={t.everyField}
              />
            )}
          </Field>
        ))}
        <Button type="submit">{t.narrow}</Button>
      </form>
      {view === null && (
        <fieldset class="feed-groups">
          <legend class="unseen">{t.about}</legend>
          {groupNames.map(group => (
            <label key={group} class={`feed-of-${group}`}>
              <input type="checkbox" checked={groups.includes(group)} onChange={() => toggle(group)} />
              {group} <span class="soft">{short(countOf(group))}</span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}

/** Null: all of them. */
const groupsText = (groups: readonly Group[]): string | null =>
  groups.length === groupNames.length ? null : groups.join(',') || 'none'
