import { say } from 'millrace/console/ui/language.ts'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { medecins } from '../data/medecins.ts'
import { practice } from '../practice.ts'
import { minutesOf, type Slot, timeOf } from './slot.ts'
import { texts } from './texts.ts'

/** With whom and when. */
export function WhenFields({
  slot,
  onChange,
}: {
  readonly slot: Slot
  readonly onChange: (slot: Slot) => void
}) {
  const t = say(texts)
  return (
    <>
      <Field label={t.medecin}>
        {control => (
          <select
            {...control}
            value={slot.medecinId}
            onChange={event => onChange({ ...slot, medecinId: event.currentTarget.value })}
          >
            {medecins.value.map(each => (
              <option key={each.medecinId} value={each.medecinId}>
                {[each.nom ?? each.medecinId, each.specialite].filter(Boolean).join(', ')}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="rendezvous-fields">
        <Field label={t.date}>
          {control => (
            <input
              {...control}
              type="date"
              required
              value={slot.day}
              onChange={event => onChange({ ...slot, day: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={t.time}>
          {control => (
            <input
              {...control}
              type="time"
              required
              value={slot.minutes === null ? '' : timeOf(slot.minutes)}
              onChange={({ currentTarget: { value } }) =>
                onChange({ ...slot, minutes: value ? minutesOf(value) : null })
              }
            />
          )}
        </Field>
      </div>
    </>
  )
}

/** As the API takes it. */
export const instantOf = ({ day, minutes }: Slot): string =>
  new Date(practice.instantOf(day, minutes ?? 0)).toISOString()
