import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import './choice.css'

export interface ChoiceProps<T extends string> {
  /** What is chosen; read out. */
  readonly label: string
  readonly options: readonly {
    readonly value: T
    readonly title: ComponentChildren
    readonly name?: string
  }[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

/** One of a few, side by side: radio buttons, drawn as one control. */
export function Choice<T extends string>({ label, options, value, onChoose }: ChoiceProps<T>) {
  const group = useId()
  return (
    <fieldset class="choice">
      <legend class="unseen">{label}</legend>
      {options.map(option => (
        <label key={option.value} title={option.name}>
          <input
            type="radio"
            class="unseen"
            name={group}
            checked={option.value === value}
            aria-label={option.name}
            onChange={() => onChoose(option.value)}
          />
          <span>{option.title}</span>
        </label>
      ))}
    </fieldset>
  )
}
