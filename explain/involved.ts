import { factureIdOf } from '../events/derivedId.ts'
import { defaultRules } from '../processors/decider.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import type { Connections, Footprint } from './connections.ts'
import { creneauOf, type Subject } from './subject.ts'

/** Whose events can have had a part in it. */
export interface Involved {
  /** What it is about: none where the subject is a patient or a médecin. */
  readonly rendezvous: ReadonlySet<string>
  /** Others that can have wanted some of the same time, and those that can have wanted some of theirs. */
  readonly rivals: ReadonlySet<string>
  /** Rivals that were left out, for there are more than {@link maxRivals}. */
  readonly leftOut: number
  /** Of what it is about. */
  readonly patients: ReadonlySet<string>
  readonly medecins: ReadonlySet<string>
  readonly patientsOfRivals: ReadonlySet<string>
}

export const maxRivals = 2_000

type LengthWith = (medecinId: string, footprint: Footprint) => number

/** Null: no event speaks of it. */
export function involved(
  subject: Subject,
  connections: Connections,
  { dureeParDefautMinutes = defaultRules.dureeParDefautMinutes }: CabinetOptions,
): Involved | null {
  const { kind, id } = subject
  const none: ReadonlySet<string> = new Set()
  if (kind === 'patient' || kind === 'medecin') {
    const [patients, medecins] = kind === 'patient' ? [new Set([id]), none] : [none, new Set([id])]
    return { rendezvous: none, rivals: none, leftOut: 0, patients, medecins, patientsOfRivals: none }
  }
  const lengthWith: LengthWith = (medecinId, footprint) =>
    connections.minutesWith(medecinId, footprint, dureeParDefautMinutes) * 60_000
  const rendezvous = new Set(subjectsOf(subject, connections, lengthWith))
  if (rendezvous.size === 0) return null
  const of = (ids: Iterable<string>, what: 'patients' | 'medecins') =>
    new Set([...ids].flatMap(each => connections.rendezvous.get(each)![what]))
  const medecins = of(rendezvous, 'medecins')
  const all = new Set<string>()
  for (const medecinId of medecins)
    for (const each of reached(rendezvous, medecinId, connections, lengthWith)) all.add(each)
  const others = [...all].filter(each => !rendezvous.has(each))
  const rivals = new Set(others.slice(0, maxRivals))
  return {
    rendezvous,
    rivals,
    leftOut: others.length - rivals.size,
    patients: of(rendezvous, 'patients'),
    medecins,
    patientsOfRivals: of(rivals, 'patients'),
  }
}

/** All that these, and whatever they reach, overlap with at a médecin's: nearest first. */
function reached(
  from: ReadonlySet<string>,
  medecinId: string,
  { rendezvous }: Connections,
  lengthWith: LengthWith,
): ReadonlySet<string> {
  const his = new Map([...rendezvous].filter(([, { medecins }]) => medecins.includes(medecinId)))
  const found = new Set([...from].filter(id => his.has(id)))
  for (const id of found) {
    const each = his.get(id)!
    const length = lengthWith(medecinId, each)
    for (const [other, footprint] of his) {
      if (found.has(other)) continue
      const othersLength = lengthWith(medecinId, footprint)
      const meets = (debut: number) =>
        footprint.dates.some(date => date < debut + length && debut < date + othersLength)
      if (each.dates.some(meets)) found.add(other)
    }
  }
  return found
}

function subjectsOf(
  { kind, id }: Subject,
  connections: Connections,
  lengthWith: LengthWith,
): readonly string[] {
  const { rendezvous } = connections
  if (kind === 'rendezvous') return rendezvous.has(id) ? [id] : []
  if (kind !== 'creneau') {
    const found = connections.ofFacture(kind === 'facture' ? id : factureIdOf(id))
    return found === null ? [] : [found]
  }
  const asked = creneauOf(id)
  if (asked === null) return []
  const { medecinId, instant } = asked
  return [...rendezvous].flatMap(([each, footprint]) => {
    const holds = (date: number) => date <= instant && instant < date + lengthWith(medecinId, footprint)
    return footprint.medecins.includes(medecinId) && footprint.dates.some(holds) ? [each] : []
  })
}
