import type { Problem } from 'millrace/console/ui/data/problem.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import type { Identite } from '../../data/patient.ts'
import { texts } from './texts.ts'

/** What is entered; empty where nothing is. */
export type Entered = Record<keyof Identite, string>

export const nothingEntered: Entered = { prenom: '', nom: '', dateNaissance: '', telephone: '', email: '' }

const kinds = [
  ['prenom', 'text', 'given-name'],
  ['nom', 'text', 'family-name'],
  ['dateNaissance', 'date', 'bday'],
  ['telephone', 'tel', 'tel'],
  ['email', 'email', 'email'],
] as const satisfies readonly (readonly [keyof Identite, string, string])[]

/** The fields of a patient's identity, with what the server found wrong in each. */
export function IdentityFields({
  entered,
  onEnter,
  problem,
}: {
  readonly entered: Entered
  readonly onEnter: (entered: Entered) => void
  readonly problem: Problem | null
}) {
  const t = say(texts)
  const labels: Entered = {
    prenom: t.prenom,
    nom: t.nom,
    dateNaissance: t.birth,
    telephone: t.telephone,
    email: t.email,
  }
  return (
    <div class="patients-fields">
      {kinds.map(([name, type, autocomplete]) => (
        <Field
          key={name}
          label={labels[name]}
          error={problem?.faults.find(({ where }) => where === `body/${name}`)?.message ?? null}
        >
          {control => (
            <input
              {...control}
              type={type as 'text'}
              name={name}
              autocomplete={`section-patient ${autocomplete}`}
              required={name === 'nom'}
              value={entered[name]}
              onInput={event => onEnter({ ...entered, [name]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
