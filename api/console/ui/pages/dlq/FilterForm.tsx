import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Choice } from 'millrace/console/ui/parts/Choice.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import { texts } from './texts.ts'

export const filterNames = ['error', 'topic', 'text'] as const
const statuses = ['open', 'replayed', 'discarded', 'all'] as const

export type Status = (typeof statuses)[number]

/** What the address says of the filter. */
export const filterOf = (query: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    filterNames.flatMap(name => {
      const value = query.get(name)
      return value ? [[name, value]] : []
    }),
  )

export const statusOf = (query: URLSearchParams): Status =>
  statuses.find(each => each === query.get('status')) ?? 'open'

/** Which letters are listed. It is in the address: it can be kept and passed on. */
export function FilterForm({ topics }: { readonly topics: readonly string[] }) {
  const t = say(texts)
  const { query } = route.value
  const filter = filterOf(query)
  const status = statusOf(query)
  const go = (changes: Readonly<Record<string, string | null>>) =>
    goTo(pathTo('dlq', [], { status, ...filter, ...changes }), { replace: true })
  const select = (name: 'error' | 'topic', label: string, any: string, options: readonly string[]) => (
    <Field label={label}>
      {control => (
        <select
          {...control}
          value={filter[name] ?? ''}
          onChange={event => go({ [name]: event.currentTarget.value })}
        >
          <option value="">{any}</option>
          {options.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )}
    </Field>
  )
  const withOwn = (options: readonly string[], own: string | undefined) =>
    own === undefined || options.includes(own) ? options : [...options, own]
  return (
    <form
      class="dlq-filter"
      onSubmit={event => {
        event.preventDefault()
        go({ text: String(new FormData(event.currentTarget).get('text') ?? '') })
      }}
    >
      <Choice
        label={t.status}
        value={status}
        onChoose={value => go({ status: value })}
        options={statuses.map(value => ({ value, title: t[value] }))}
      />
      {select('error', t.error, t.anyError, withOwn(Object.keys(t.codes), filter.error))}
      {select('topic', t.topic, t.anyTopic, withOwn(topics, filter.topic))}
      <Field label={t.text}>
        {control => (
          <input {...control} key={filter.text} type="search" name="text" defaultValue={filter.text ?? ''} />
        )}
      </Field>
      <Button type="submit">{t.search}</Button>
    </form>
  )
}
