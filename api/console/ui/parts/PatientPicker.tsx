import { ask } from 'millrace/console/ui/data/ask.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { useEffect, useId, useState } from 'preact/hooks'
import type { ListPage } from '../data/listPage.ts'
import { fullName, type Patient } from '../data/patient.ts'
import { texts } from './pickerTexts.ts'
import './picker.css'

export interface PatientPickerProps {
  readonly label: string
  readonly patient: Patient | null
  readonly error: string | null
  /** Null: what is written names nobody any more. */
  readonly onPick: (patient: Patient | null) => void
}

const pauseMs = 150

/** A patient by the beginning of a name: a combobox by the ARIA pattern. */
export function PatientPicker({ label, patient, error, onPick }: PatientPickerProps) {
  const t = say(texts)
  const list = useId()
  const [text, setText] = useState('')
  const [found, setFound] = useState<readonly Patient[] | null>(null)
  const [active, setActive] = useState(0)
  const written = patient ? fullName(patient) || patient.patientId : text

  useEffect(() => {
    setFound(null)
    if (text.trim() === '' || patient) return
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const path = `/api/patients?limit=8&q=${encodeURIComponent(text.trim())}`
      const page = await ask<ListPage<Patient>>(path, { signal: abort.signal }).catch(() => null)
      if (abort.signal.aborted) return
      setActive(0)
      setFound(page?.items ?? [])
    }, pauseMs)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text, patient])

  const pick = (chosen: Patient) => {
    setFound(null)
    onPick(chosen)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (found === null || found.length === 0) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setActive((active + step + found.length) % found.length)
    else if (event.key === 'Enter') pick(found[active]!)
    else if (event.key === 'Escape') setFound(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Field label={label} error={error}>
      {control => (
        <div class="picker">
          <input
            {...control}
            role="combobox"
            autocomplete="off"
            aria-autocomplete="list"
            aria-expanded={found !== null}
            aria-controls={list}
            aria-activedescendant={found?.[active] ? `${list}-${active}` : undefined}
            placeholder={t.find}
            value={written}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value)
              if (patient) onPick(null)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setFound(null)}
          />
          <div id={list} role="listbox" aria-label={label} class="picker-list" hidden={!found?.length}>
            {found?.map((each, index) => (
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active one
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input's keys choose
              <div
                key={each.patientId}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseDown={event => event.preventDefault()}
                onClick={() => pick(each)}
              >
                <span>{fullName(each) || each.patientId}</span>
                <span class="soft">{each.dateNaissance ?? each.patientId}</span>
              </div>
            ))}
          </div>
          <span class="soft" role="status">
            {found?.length === 0 && t.none}
          </span>
        </div>
      )}
    </Field>
  )
}
