import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import './field.css'

/** What the control inside a field is to have, so that label, hint and error belong to it. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

export interface FieldProps {
  readonly label: string
  readonly hint?: string
  /** What is wrong with what was entered. */
  readonly error?: string | null
  readonly children: (control: ControlProps) => ComponentChildren
}

/** A label over its control: `<Field label="Nom">{control => <input {...control} />}</Field>`. */
export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId()
  const described = error !== null ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error !== null ? true : undefined })}
      {hint && error === null && (
        <small id={`${id}-hint`} class="soft">
          {hint}
        </small>
      )}
      {error !== null && (
        <small id={`${id}-error`} class="field-error">
          {error}
        </small>
      )}
    </div>
  )
}
