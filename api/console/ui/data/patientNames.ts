import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { ask } from 'millrace/console/ui/data/ask.ts'
import { key } from 'millrace/console/ui/data/key.ts'
import { Problem } from 'millrace/console/ui/data/problem.ts'
import { fullName, type Patient } from './patient.ts'

const atOnce = 6
const names = new Map<string, Signal<string | null>>()
let wanted: string[] = []
let asking = 0

/**
 * A patient's name, asked for when it is first needed and kept as long as the tab; null until it is known, empty where there is
 * none (erased, unknown, or not for who asks).
 */
export function patientName(patientId: string): ReadonlySignal<string | null> {
  let name = names.get(patientId)
  if (!name) {
    name = signal(null)
    names.set(patientId, name)
    wanted.push(patientId)
    // What comes into view together begins together.
    queueMicrotask(askNext)
  }
  return name
}

function askNext(): void {
  for (; asking < atOnce && wanted.length > 0; asking++) {
    const id = wanted.shift()!
    void nameOf(id).then(name => {
      const known = names.get(id)
      if (name === null) names.delete(id)
      else if (known) known.value = name
      asking--
      askNext()
    })
  }
}

/** Null: the server could not say now; whoever draws it next asks again. */
async function nameOf(patientId: string): Promise<string | null> {
  try {
    return fullName(await ask<Patient>(`/api/patients/${encodeURIComponent(patientId)}`))
  } catch (error) {
    return error instanceof Problem && [403, 404].includes(error.status) ? '' : null
  }
}

effect(() => {
  key.value
  names.clear()
  wanted = []
})
