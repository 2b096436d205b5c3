import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { goTo, pathTo } from 'millrace/console/ui/route.ts'
import { kinds } from './subject.ts'
import { texts } from './texts.ts'

/** Something by its id, to be followed through everything that it caused. */
export function FollowForm() {
  const t = say(texts)
  return (
    <Panel title={t.follow}>
      <form
        class="feed-filter"
        onSubmit={event => {
          event.preventDefault()
          const data = new FormData(event.currentTarget)
          const id = String(data.get('id') ?? '').trim()
          if (id !== '') goTo(pathTo('feed', [String(data.get('kind')), id]))
        }}
      >
        <Field label={t.kind}>
          {control => (
            <select {...control} name="kind">
              {kinds.map(kind => (
                <option key={kind} value={kind}>
                  {t.kinds[kind]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.id}>{control => <input {...control} name="id" required />}</Field>
        <Button type="submit">{t.follow}</Button>
      </form>
    </Panel>
  )
}
