import { demoPatient } from '../../demo/people.ts'
import { openPractice, type Practice } from '../../demo/practice.ts'
import { slots } from '../../demo/workingHours.ts'

const day = 86_400_000

/**
 * The demo's practice at a later start: the same people, and nothing of what they did before is repeated or overwritten.
 * So chance is drawn from the clock (event ids come from it), and new ids carry the moment.
 */
export function laterPractice(now: number, zone: string): Practice {
  const people = openPractice({ now, zone })
  const fresh = openPractice({ now, zone, seed: now % 2 ** 31 })
  const stamp = now.toString(36).toUpperCase()
  const patients = [...people.patients]
  let rendezvous = 0
  const free = new Map(
    people.medecins.map(({ medecinId, dureeConsultation }) => [
      medecinId,
      [...slots(fresh.zone, now, now + 30 * day, dureeConsultation)],
    ]),
  )
  return {
    ...fresh,
    patients,
    medecins: people.medecins,
    free,
    open: [],
    newPatient() {
      const patient = demoPatient(
        fresh.random,
        `PAT-${stamp}-${patients.length - people.patients.length + 1}`,
      )
      patients.push(patient)
      return patient
    },
    nextRendezVousId: () => `RDV-${stamp}-${String(++rendezvous).padStart(5, '0')}`,
  }
}
