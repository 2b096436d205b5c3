import { partitionForKey } from 'millrace/wire'
import type { Asked, End, Facts, MedecinFacts, RendezvousFacts, Said } from './facts.ts'
import type { AuditRules } from './told.ts'

/** What became of a rendezvous. */
export interface Outcome {
  readonly facts: RendezvousFacts
  readonly statut: 'EN_ATTENTE' | 'ACCEPTE' | 'CONFIRME' | 'ANNULE' | 'TERMINE' | 'REJETE'
  readonly asked: Asked | null
  readonly end: End | null
  /** Event time; null: it was never accepted, or is not any more. */
  readonly acceptedAt: number | null
  readonly minutes: number
  readonly slot: Slot | null
}

export interface Slot {
  readonly medecinId: string
  readonly from: number
  readonly to: number
}

interface Rdv {
  readonly facts: RendezvousFacts
  readonly end: End | null
  asked: Asked | null
  /** `overdue`: it has waited too long, but perhaps nobody knows yet. */
  state: 'nothing' | 'waits' | 'overdue' | 'accepted' | 'rejected' | 'never'
  ended: boolean
  acceptedAt: number | null
  slot: Slot | null
}

type Item = { readonly time: number; readonly eventId: string } & (
  | { readonly kind: 'arrival'; readonly id: string }
  | { readonly kind: 'ask'; readonly rdv: Rdv; readonly asked: Asked }
  | { readonly kind: 'end'; readonly rdv: Rdv }
)

const hour = 3_600_000

/** Everything in the order of event times, by one who knows it all: who is accepted, who is refused, who waits. */
export function decide(facts: Facts, rules: AuditRules): readonly Outcome[] {
  const all = [...facts.rendezvous.values()].map(each => rdvOf(facts, each))
  const items = itemsOf(facts, all)
  const waiting = new Set<Rdv>()
  const overdue = new Set<Rdv>()
  const known = new Set<string>()
  const taken = new Map<string, Set<Rdv>>()
  const patient = (rdv: Rdv) => `patient ${rdv.asked!.patientId}`
  const medecin = (rdv: Rdv) => `medecin ${rdv.asked!.medecinId}`
  const isReady = (rdv: Rdv) => known.has(patient(rdv)) && known.has(medecin(rdv))

  function settle(rdv: Rdv, state: Rdv['state'], acceptedAt: number | null = null): void {
    waiting.delete(rdv)
    overdue.delete(rdv)
    if (state === 'waits') waiting.add(rdv)
    if (state === 'overdue') overdue.add(rdv)
    rdv.state = state
    rdv.acceptedAt = acceptedAt
  }

  function free(rdv: Rdv): void {
    if (rdv.slot) for (const day of daysOf(rdv.slot)) taken.get(day)!.delete(rdv)
    rdv.slot = null
  }

  function judge(rdv: Rdv, at: number, eventId: string): void {
    const { medecinId, date } = rdv.asked!
    if (date === null) {
      settle(rdv, 'accepted', at)
      return
    }
    const slot = { medecinId, from: date, to: date + minutesOf(rdv, facts) * 60_000 }
    const days = daysOf(slot)
    const overlaps = ({ slot: other }: Rdv) => other!.from < slot.to && slot.from < other!.to
    const isTaken = days.some(day => [...(taken.get(day) ?? [])].some(overlaps))
    if (isTaken || isAway(facts.medecins.get(medecinId)!, slot, at, eventId)) {
      settle(rdv, 'rejected')
      return
    }
    rdv.slot = slot
    for (const day of days) taken.set(day, (taken.get(day) ?? new Set()).add(rdv))
    settle(rdv, 'accepted', at)
  }

  for (const [i, item] of items.entries()) {
    for (const rdv of waiting) if (rdv.asked!.time + rules.delaiAttenteMs < item.time) settle(rdv, 'overdue')
    if (item.kind === 'arrival') {
      for (const rdv of overdue)
        if (!known.has(item.id) && (patient(rdv) === item.id || medecin(rdv) === item.id))
          settle(rdv, 'rejected')
      known.add(item.id)
      const next = items[i + 1]
      // All who arrive in one millisecond are there before any of those who waited for them is decided.
      if (next?.kind === 'arrival' && next.time === item.time) continue
      const ready = [...waiting].filter(isReady).sort((a, b) => inOrder(a.asked!, b.asked!))
      for (const rdv of ready) judge(rdv, item.time, '')
    } else if (item.kind === 'ask') {
      const { rdv, asked } = item
      rdv.asked = asked
      free(rdv)
      if (rdv.ended && rdv.end!.how === 'ANNULE') settle(rdv, 'never')
      else if (isReady(rdv)) judge(rdv, asked.time, asked.eventId)
      else settle(rdv, 'waits')
    } else {
      const { rdv } = item
      rdv.ended = true
      if (rdv.end!.how === 'TERMINE') continue
      free(rdv)
      if (rdv.state === 'overdue') settle(rdv, 'rejected')
      else if (rdv.state === 'waits') settle(rdv, 'never')
    }
  }
  return all.map(rdv => outcomeOf(rdv, facts, rules))
}

function rdvOf(facts: Facts, each: RendezvousFacts): Rdv {
  const nothing = { asked: null, state: 'nothing', ended: false, acceptedAt: null, slot: null } as const
  return { facts: each, end: endOf(facts, each), ...nothing }
}

/** The earliest of what ends it; a failed invoice takes back a completion; an erasure ends what was to come. */
function endOf({ patients }: Facts, { asked, ends, failures }: RendezvousFacts): End | null {
  let end = ends[0] ?? null
  const failure = failures[0]
  if (failure) end = end?.how === 'ANNULE' && inOrder(end, failure) < 0 ? end : failure
  const last = asked.at(-1)
  if (!last || last.date === null) return end
  const erasedAt = patients.get(last.patientId)?.erasedAt.find(time => time >= asked[0]!.time)
  if (erasedAt === undefined || last.date <= erasedAt) return end
  const erasure: End = { how: 'ANNULE', time: erasedAt, eventId: ' ' }
  return end === null || inOrder(erasure, end) < 0 ? erasure : end
}

function itemsOf(facts: Facts, all: readonly Rdv[]): readonly Item[] {
  const items: Item[] = []
  const arrive = (kind: string, parents: ReadonlyMap<string, { knownAt: number | null }>) => {
    for (const [id, { knownAt }] of parents)
      if (knownAt !== null) items.push({ kind: 'arrival', id: `${kind} ${id}`, time: knownAt, eventId: '' })
  }
  arrive('patient', facts.patients)
  arrive('medecin', facts.medecins)
  for (const rdv of all) {
    let before: Asked | null = null
    for (const asked of rdv.facts.asked) {
      // What repeats what is asked for already asks for nothing new.
      if (before === null || !sameWish(before, asked)) {
        items.push({ kind: 'ask', rdv, asked, time: asked.time, eventId: asked.eventId })
        before = asked
      }
    }
    if (rdv.end) items.push({ kind: 'end', rdv, time: rdv.end.time, eventId: rdv.end.eventId })
  }
  // Who arrives comes before all else of the millisecond.
  const isLate = (item: Item) => (item.kind === 'arrival' ? 0 : 1)
  return items.sort((a, b) => a.time - b.time || isLate(a) - isLate(b) || inOrder(a, b))
}

const sameWish = (a: Asked, b: Asked) =>
  a.patientId === b.patientId && a.medecinId === b.medecinId && a.date === b.date && a.minutes === b.minutes

function outcomeOf(rdv: Rdv, facts: Facts, rules: AuditRules): Outcome {
  const { asked, end, slot } = rdv
  const clock = facts.clocks[partitionForKey(rdv.facts.id, rules.partitions)]!
  const now = Math.floor(clock / hour) * hour
  const isGivenUp =
    (rdv.state === 'waits' || rdv.state === 'overdue') && asked!.time + rules.delaiAttenteMs < now
  const minutes = asked === null ? 0 : minutesOf(rdv, facts)
  const known = { facts: rdv.facts, asked, end, acceptedAt: rdv.acceptedAt, minutes, slot }
  if (rdv.state === 'rejected' || isGivenUp) return { ...known, statut: 'REJETE' }
  if (end?.how === 'ANNULE') return { ...known, statut: 'ANNULE' }
  if (rdv.state !== 'accepted') return { ...known, statut: 'EN_ATTENTE' }
  if (end?.how === 'TERMINE') return { ...known, statut: 'TERMINE' }
  return { ...known, statut: rdv.facts.confirmed ? 'CONFIRME' : 'ACCEPTE' }
}

/** In force at a time; before the first word, that one. */
export function inForce(said: readonly Said[], time: number): number | null {
  let value = said[0]?.value ?? null
  for (const each of said) if (each.time <= time) value = each.value
  return value
}

function minutesOf({ asked, facts: { asked: all } }: Rdv, { medecins }: Facts): number {
  return asked!.minutes ?? inForce(medecins.get(asked!.medecinId)?.minutes ?? [], all[0]!.time) ?? 30
}

/** Whether he had said by then that he would be away for some of it. */
function isAway({ absences }: MedecinFacts, slot: Slot, at: number, eventId: string): boolean {
  let away: { from: number; to: number }[] = []
  for (const each of absences) {
    if (each.time > at || (each.time === at && each.eventId > eventId)) break
    if (each.from >= slot.to || each.to <= slot.from) continue
    away = away.flatMap(part => [
      ...(part.from < each.from ? [{ from: part.from, to: Math.min(part.to, each.from) }] : []),
      ...(part.to > each.to ? [{ from: Math.max(part.from, each.to), to: part.to }] : []),
    ])
    if (each.away) away.push({ from: Math.max(each.from, slot.from), to: Math.min(each.to, slot.to) })
  }
  return away.length > 0
}

/** The days (UTC) of a médecin that a slot touches. */
function daysOf({ medecinId, from, to }: Slot): readonly string[] {
  const days: string[] = []
  for (let day = Math.floor(from / 86_400_000); day <= Math.floor((to - 1) / 86_400_000); day++)
    days.push(`${day} ${medecinId}`)
  return days
}

function inOrder(a: { time: number; eventId: string }, b: { time: number; eventId: string }): number {
  return a.time - b.time || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)
}
