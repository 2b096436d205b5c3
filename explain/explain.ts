import { defaultRules } from '../processors/decider.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import { champsReasons } from './champsReasons.ts'
import type { RowChange, WatchedRow } from './changes.ts'
import { chronicle } from './chronicle.ts'
import { Connections } from './connections.ts'
import { Events } from './events.ts'
import type { Explanation } from './explanation.ts'
import { factureReason } from './factureReason.ts'
import { finalState } from './finalState.ts'
import type { InputPartition } from './inputLog.ts'
import { type Involved, involved } from './involved.ts'
import { montantReason } from './montantReason.ts'
import { placeOf } from './place.ts'
import { Reading } from './reading.ts'
import { type Found, iso, type Reason } from './reason.ts'
import { replay } from './replay.ts'
import { shownRow } from './shown.ts'
import { statutReason } from './statutReason.ts'
import type { Subject } from './subject.ts'
import { Watch } from './watch.ts'

export interface ExplainOptions {
  /** As the cabinet was started with: other rules explain other decisions. */
  readonly cabinet: CabinetOptions
  /** Of the cabinet's repartition topics. */
  readonly partitions: number
  /** Names, addresses, and words about people; else `…` stands for them. */
  readonly withPersonal: boolean
  /** The last so many steps. */
  readonly limit: number
  /** Hears how many records were read, of twice as many as there are: the log is read twice. */
  readonly progress?: (records: number) => void
}

export interface Explained {
  readonly explanation: Explanation
  /** Those of the explanation, as they are stored. */
  readonly rows: readonly WatchedRow[]
}

/**
 * How a row came to be what it is: reads the log for whoever has to do with it, and takes their events one by one through the
 * cabinet's dataflow. Null: no event speaks of it. Throws TooManyEvents.
 */
export async function explain(
  subject: Subject,
  log: readonly InputPartition[],
  options: ExplainOptions,
): Promise<Explained | null> {
  const { cabinet, partitions, withPersonal, limit, progress = () => {} } = options
  const connections = new Connections()
  const first = new Reading(cabinet, progress)
  for (const each of log) for await (const { event } of first.events(each)) connections.note(event)
  const who = involved(subject, connections, cabinet)
  if (who === null) return null
  const second = new Reading(cabinet, records => progress(first.counts.records + records))
  const entries = await chronicle(log, second, connections, who, partitions)
  const events = new Events(entries)
  if (events.count === 0) return null

  const { driver, steps } = await replay(entries, who, { cabinet, partitions, withPersonal })
  const found: Found = { events, state: await finalState(driver), rules: rulesOf(cabinet) }
  const rows = [...(await new Watch(who).rows(driver)).values()]
  const why = reasons(subject, who, found)
  const named = new Set(why.flatMap(({ because }) => because.map(({ eventId }) => eventId)))
  const followed = steps.filter(
    each =>
      each.published.length > 0 ||
      each.changes.some(change => isItsOwn(change, subject)) ||
      (each.changes.length > 0 && each.told !== null && named.has(each.told.event.eventId)),
  )
  const explanation: Explanation = {
    subject,
    rendezvous: [...who.rendezvous],
    patients: [...who.patients].map(patientId => ({ patientId })),
    read: first.counts,
    cutOff: log.filter(({ begin }) => begin > 0).map(({ topic, partition }) => `${topic}[${partition}]`),
    replayed: { events: events.count, rivals: who.rivals.size, rivalsLeftOut: who.leftOut },
    rows: rows.map(({ store, key, row }) => ({ store, key, row: shownRow(row, withPersonal) })),
    reasons: why,
    steps: followed.slice(-limit).map(({ told, time, ...rest }) => ({
      told: told && placeOf(told),
      time: iso(time),
      ...rest,
    })),
    stepsLeftOut: Math.max(0, followed.length - limit),
  }
  return { explanation, rows }
}

/** The rows of a parent are its own too, where he became known by it: it waited for that, or did not need to. */
const isItsOwn = ({ store, fields }: RowChange, { kind }: Subject): boolean =>
  kind === 'patient' ||
  kind === 'medecin' ||
  !ofParents.has(store) ||
  fields.some(({ field }) => field === 'connuLe')
const ofParents = new Set([rowSchemas.patients.name, rowSchemas.medecins.name, rowSchemas.absences.name])

function reasons({ kind, id }: Subject, who: Involved, found: Found): readonly Reason[] {
  const { state, events } = found
  if (kind === 'patient' || kind === 'medecin') {
    const row = kind === 'patient' ? state.patients.get(id) : state.medecins.get(id)
    return row ? champsReasons(`${kind} ${id}`, row, events) : []
  }
  return [...who.rendezvous].flatMap(rendezVousId => {
    const row = state.rendezvous.get(rendezVousId)
    if (!row) return []
    const all = [statutReason(row, found), montantReason(row, found), factureReason(row, found)]
    return all.filter(each => each !== null)
  })
}

const rulesOf = (cabinet: CabinetOptions): Found['rules'] => ({
  montantParDefautCentimes: cabinet.montantParDefautCentimes ?? defaultRules.montantParDefautCentimes,
  dureeParDefautMinutes: cabinet.dureeParDefautMinutes ?? defaultRules.dureeParDefautMinutes,
  delaiAttenteMs: cabinet.delaiAttenteMs ?? defaultRules.delaiAttenteMs,
  delaiPaiementMs: cabinet.delaiPaiementMs ?? 30 * 86_400_000,
  facturation: cabinet.facturation ?? 'creation',
})
