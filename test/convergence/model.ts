import { partitionForKey } from 'millrace/wire'
import type { RendezvousRow, RendezvousStatut } from '../../state/rendezvousRow.ts'
import { type Outcome, partitions } from './play.ts'
import { hour, type Told } from './told.ts'

/**
 * The rules of a médecin's time, a second time and plainly: everything that was told, in the order of (event time, eventId), by
 * one who knows it all. It shares no code with the processors.
 */
export interface Expected {
  readonly statut: RendezvousStatut
  readonly raison: string | null
  /** `médecin|start` of the slot that it has. */
  readonly slot: string | null
}

interface Rdv {
  readonly id: string
  asked: Told | null
  demandeLe: number
  data: { patientId?: string; medecinId?: string; dateRendezVous?: string; dureeMinutes?: number }
  /** `overdue`: it has waited too long, but nobody can know that yet. */
  state: 'nothing' | 'waits' | 'overdue' | 'accepted' | 'rejected' | 'never'
  raison: string | null
  ended: 'ANNULE' | 'TERMINE' | null
  confirmed: boolean
  slot: { medecinId: string; from: number; to: number } | null
}

const wait = 24 * hour

export function expected(told: readonly Told[]): ReadonlyMap<string, Expected> {
  const events = [...new Map(told.map(each => [each.eventId, each])).values()].sort(inOrder)
  const known = new Set<string>()
  const away = new Map<string, { from: number; to: number }[]>()
  const all = new Map<string, Rdv>()

  const find = (id: string): Rdv => {
    let rdv = all.get(id)
    if (!rdv) {
      const nothing = { state: 'nothing', raison: null, ended: null, confirmed: false, slot: null } as const
      rdv = { id, asked: null, demandeLe: 0, data: {}, ...nothing }
      all.set(id, rdv)
    }
    return rdv
  }
  const waiting = () => [...all.values()].filter(each => each.state === 'waits')
  const isReady = ({ data }: Rdv) => known.has(data.patientId!) && known.has(data.medecinId!)

  function giveUp(now: number): void {
    for (const rdv of waiting()) {
      if (rdv.asked!.time + wait >= now) continue
      rdv.state = 'overdue'
      rdv.raison = known.has(rdv.data.patientId!) ? 'MEDECIN_INCONNU' : 'PATIENT_INCONNU'
    }
  }

  function decide(rdv: Rdv): void {
    const { medecinId, dateRendezVous } = rdv.data
    rdv.state = 'accepted'
    if (dateRendezVous === undefined) return
    const from = Date.parse(dateRendezVous)
    const to = from + 60_000 * (rdv.data.dureeMinutes ?? usual(events, medecinId!, rdv.demandeLe) ?? 30)
    const overlaps = (each: { from: number; to: number }) => each.from < to && from < each.to
    const taken = [...all.values()].some(
      ({ slot }) => slot !== null && slot.medecinId === medecinId && overlaps(slot),
    )
    const isAway = (away.get(medecinId!) ?? []).some(overlaps)
    if (!taken && !isAway) {
      rdv.slot = { medecinId: medecinId!, from, to }
      return
    }
    rdv.state = 'rejected'
    rdv.raison = isAway ? 'MEDECIN_INDISPONIBLE' : 'CRENEAU_OCCUPE'
  }

  function ask(rdv: Rdv, event: Told): void {
    const before = JSON.stringify(rdv.data)
    const { patientId, medecinId, dateRendezVous, dureeMinutes } = event.data as Rdv['data']
    if (rdv.asked === null) rdv.demandeLe = event.time
    rdv.data = { ...rdv.data, patientId: patientId!, medecinId: medecinId! }
    if (dateRendezVous) rdv.data.dateRendezVous = dateRendezVous
    if (dureeMinutes) rdv.data.dureeMinutes = dureeMinutes
    if (rdv.asked !== null && JSON.stringify(sorted(rdv.data)) === JSON.stringify(sorted(JSON.parse(before))))
      return
    rdv.asked = event
    rdv.slot = null
    rdv.raison = null
    if (rdv.ended === 'ANNULE') rdv.state = 'never'
    else if (isReady(rdv)) decide(rdv)
    else rdv.state = 'waits'
  }

  function end(rdv: Rdv, how: 'ANNULE' | 'TERMINE'): void {
    if (rdv.ended !== null) return
    rdv.ended = how
    if (how === 'TERMINE') return
    rdv.slot = null
    if (rdv.state === 'overdue') rdv.state = 'rejected'
    if (rdv.state === 'waits') rdv.state = 'never'
  }

  function declare({ type, time, data }: Told): void {
    const { medecinId, debut, fin } = data as { medecinId: string; debut: string | null; fin: string | null }
    if (type === 'creneau.libere' && (debut === null || fin === null)) return
    const from = debut === null ? time : Date.parse(debut)
    const to = fin === null ? Number.POSITIVE_INFINITY : Date.parse(fin)
    if (to <= from) return
    const rest = (away.get(medecinId) ?? []).flatMap(each => [
      ...(each.from < from ? [{ from: each.from, to: Math.min(each.to, from) }] : []),
      ...(each.to > to ? [{ from: Math.max(each.from, to), to: each.to }] : []),
    ])
    away.set(medecinId, type === 'medecin.unavailable' ? [...rest, { from, to }] : rest)
  }

  for (const [i, event] of events.entries()) {
    giveUp(event.time)
    const { type, data } = event
    if (isArrival(event)) {
      const id = (type === 'patient.created' ? data.patientId : data.medecinId) as string
      if (!known.has(id)) {
        for (const rdv of all.values())
          if (rdv.state === 'overdue' && [rdv.data.patientId, rdv.data.medecinId].includes(id))
            rdv.state = 'rejected'
      }
      known.add(id)
      const next = events[i + 1]
      // All who arrive in one millisecond are there before any of those who waited for them is decided.
      if (next && isArrival(next) && next.time === event.time) continue
      const ready = waiting().filter(isReady)
      for (const rdv of ready.sort((a, b) => inOrder(a.asked!, b.asked!))) decide(rdv)
    } else if (type.startsWith('rendezvous.')) {
      const rdv = find(data.rendezVousId as string)
      if (type === 'rendezvous.created') ask(rdv, event)
      else if (type === 'rendezvous.confirmed') rdv.confirmed = true
      else end(rdv, type === 'rendezvous.cancelled' ? 'ANNULE' : 'TERMINE')
    } else if (type in absences) declare(event)
  }

  const clocks = clocksOf(events)
  giveUp(Number.POSITIVE_INFINITY)
  for (const rdv of all.values()) {
    if (rdv.state !== 'overdue') continue
    const now = clocks.get(partitionForKey(rdv.id, partitions)) ?? 0
    rdv.state = rdv.asked!.time + wait < Math.floor(now / hour) * hour ? 'rejected' : 'waits'
  }
  return new Map([...all].map(([id, rdv]) => [id, outcomeOf(rdv)]))
}

const absences = { 'medecin.unavailable': true, 'medecin.available': true, 'creneau.libere': true }

const isArrival = ({ type }: Told) => type === 'patient.created' || type === 'medecin.created'

/** Event times; who arrives comes before all else of its millisecond. */
function inOrder(a: Told, b: Told): number {
  if (a.time !== b.time) return a.time - b.time
  if (isArrival(a) !== isArrival(b)) return isArrival(a) ? -1 : 1
  return a.eventId < b.eventId ? -1 : 1
}

/** How long a médecin's consultations took at some time; before he ever said so, as long as he said first. */
function usual(events: readonly Told[], medecinId: string, at: number): number | null {
  const said = events.filter(
    ({ type, data }) =>
      (type === 'medecin.created' || type === 'medecin.updated') &&
      data.medecinId === medecinId &&
      data.dureeConsultation !== null,
  )
  said.sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
  const last = said.filter(({ time }) => time <= at).at(-1) ?? said[0]
  return (last?.data.dureeConsultation as number | undefined) ?? null
}

/** How late it is in each partition of the rendezvous: as late as the latest of what was said of those there. */
function clocksOf(events: readonly Told[]): ReadonlyMap<number, number> {
  const clocks = new Map<number, number>()
  for (const { type, time, data } of events) {
    if (!type.startsWith('rendezvous.')) continue
    const partition = partitionForKey(data.rendezVousId as string, partitions)
    clocks.set(partition, Math.max(clocks.get(partition) ?? 0, time))
  }
  return clocks
}

function outcomeOf({ state, raison, ended, confirmed, slot }: Rdv): Expected {
  const at = slot && `${slot.medecinId}|${slot.from}`
  if (state === 'rejected') return { statut: 'REJETE', raison, slot: at }
  if (ended === 'ANNULE') return { statut: 'ANNULE', raison: null, slot: at }
  if (state !== 'accepted') return { statut: 'EN_ATTENTE', raison: null, slot: at }
  if (ended === 'TERMINE') return { statut: 'TERMINE', raison: null, slot: at }
  return { statut: confirmed ? 'CONFIRME' : 'ACCEPTE', raison: null, slot: at }
}

const sorted = (data: object) => Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1))

/** Where the stores say something else. */
export function differences(
  expectation: ReadonlyMap<string, Expected>,
  { stores }: Outcome,
): readonly string[] {
  const rows = stores.rendezvous as Readonly<Record<string, RendezvousRow>>
  const agenda = Object.values(
    stores.agenda as Readonly<Record<string, { rendezVousId: string; medecinId: string; debut: number }>>,
  )
  const found = Object.values(rows).map(({ rendezVousId, statut, conclusion }) => {
    const slot = agenda.find(each => each.rendezVousId === rendezVousId)
    const raison = statut === 'REJETE' ? conclusion!.rejet!.raison : null
    return [rendezVousId, { statut, raison, slot: slot ? `${slot.medecinId}|${slot.debut}` : null }] as const
  })
  const said = new Map<string, Expected>(found)
  return [...new Set([...said.keys(), ...expectation.keys()])].flatMap(id => {
    const [is, must] = [said.get(id), expectation.get(id)].map(each => JSON.stringify(each))
    return is === must ? [] : [`${id} is ${is}, and must be ${must}`]
  })
}
