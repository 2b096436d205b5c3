import { computed, effect, signal } from '@preact/signals'
import { ask } from 'millrace/console/ui/data/ask.ts'
import { key } from 'millrace/console/ui/data/key.ts'
import { Problem } from 'millrace/console/ui/data/problem.ts'
import type { ListPage } from './listPage.ts'

/** A médecin, as `/api/medecins` shows him. */
export interface Medecin {
  readonly medecinId: string
  readonly nom: string | null
  readonly specialite: string | null
  readonly email: string | null
  readonly tarif: number | null
  readonly dureeConsultation: number | null
  readonly connuLe: string | null
}

const retryMs = 5_000
const freshMs = 60_000

/** All médecins, in the order of their names: asked for once for all pages, and anew each minute. Empty until they are there. */
export const medecins = signal<readonly Medecin[]>([])

/** Whether they were told since this key was entered: then there are none where `medecins` is empty. */
export const medecinsKnown = signal(false)

/** Why they could not be asked for the last time; null: they could. It is tried again every 5 s. */
export const medecinsProblem = signal<Problem | null>(null)

const byId = computed(() => new Map(medecins.value.map(each => [each.medecinId, each])))

/** The médecin's name, else the id. One that is not known is asked for, but not for each anew. */
export function medecinName(medecinId: string): string {
  const medecin = byId.value.get(medecinId)
  if (!medecin && medecinsKnown.value && Date.now() - loadedAt > retryMs) {
    loadedAt = Date.now()
    queueMicrotask(load)
  }
  return medecin?.nom ?? medecinId
}

let loadedAt = 0
let timer: ReturnType<typeof setTimeout> | undefined

async function load(): Promise<void> {
  clearTimeout(timer)
  const found: Medecin[] = []
  let wait = freshMs
  try {
    for (let next: string | null = ''; next !== null; ) {
      const page: ListPage<Medecin> = await ask(`/api/medecins?limit=500${next && `&cursor=${next}`}`)
      found.push(...page.items)
      next = page.next
    }
    medecins.value = found.sort((a, b) => (a.nom ?? a.medecinId).localeCompare(b.nom ?? b.medecinId))
    loadedAt = Date.now()
    medecinsKnown.value = true
    medecinsProblem.value = null
  } catch (error) {
    medecinsProblem.value = error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '')
    wait = retryMs
  }
  timer = setTimeout(load, wait)
}

effect(() => {
  key.value
  medecinsKnown.value = false
  void load()
})
