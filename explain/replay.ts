import { setImmediate } from 'node:timers/promises'
import { deadLetter, json, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { deadLetterTopic } from '../events/topics.ts'
import { idsDe } from '../processors/derives.ts'
import type { Decision } from '../state/decision.ts'
import { cabinet } from '../topology/cabinet.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import { publishedTopics } from '../topology/published.ts'
import { changes, type RowChange } from './changes.ts'
import type { Entry } from './chronicle.ts'
import type { Involved } from './involved.ts'
import type { Told } from './reading.ts'
import { Watch } from './watch.ts'

/** What followed from one event, or from time that passed by the events of others. */
export interface Replayed {
  /** Null: nobody told anything, but by now it was this late. */
  readonly told: Told | null
  /** Event time, or by when what was due is due. */
  readonly time: number
  /** In the world, by event time, something later had been told before. */
  readonly isLate: boolean
  readonly changes: readonly RowChange[]
  readonly published: readonly PublishedEvent[]
}

export interface PublishedEvent {
  readonly topic: string
  readonly eventId: string
  /** Of a notification: which one. */
  readonly modele: string | null
}

export interface ReplayOptions {
  readonly cabinet: CabinetOptions
  /** Of the topics: rows lie as they lie in the world, and clocks go as they do there. */
  readonly partitions: number
  readonly withPersonal: boolean
}

/** Takes the entries one by one through the cabinet's own dataflow; `driver` has the rows as they are in the end. */
export async function replay(
  entries: readonly Entry[],
  who: Involved,
  { cabinet: chosen, partitions, withPersonal }: ReplayOptions,
): Promise<{ readonly driver: TestDriver; readonly steps: readonly Replayed[] }> {
  const { applicationId = 'cabinet' } = chosen
  // Whoever reads what is published now wants it as it is written by itself.
  const { output: _, ...rules } = chosen
  const driver = new TestDriver(cabinet(rules), {
    applicationId,
    partitions,
    errors: { deserialize: deadLetter, process: deadLetter, produce: deadLetter },
    deadLetterTopic,
  })
  const watch = new Watch(who)
  const about = new Set([...who.rendezvous].flatMap(id => [id, ...Object.values(idsDe(id))]))
  const steps: Replayed[] = []
  let before = await watch.rows(driver)
  let latest = Number.NEGATIVE_INFINITY
  for (const [i, entry] of entries.entries()) {
    // Others in this process have their turn.
    await setImmediate()
    const isTime = entry.kind === 'time'
    if (isTime) await driver.pipe(clockOf(applicationId), tick(entry.partition, entry.time))
    else
      await driver.pipe(entry.told.record.topic, {
        ...entry.told.record,
        partition: entry.told.record.partition % partitions,
      })
    // Time goes on in one go until somebody says something.
    if (isTime && entries[i + 1]?.kind === 'time') continue
    const after = await watch.rows(driver)
    const time = isTime ? entry.time : entry.told.event.time
    steps.push({
      told: isTime ? null : entry.told,
      time,
      isLate: !isTime && time < latest,
      changes: changes(before, after, withPersonal),
      published: published(driver, about),
    })
    if (!isTime) latest = Math.max(latest, time)
    before = after
  }
  return { driver, steps }
}

/** A decision about a rendezvous that there is not does nothing but move the clock of its task. */
const clockOf = (applicationId: string) => `${applicationId}-decisions-par-rendezvous-repartition`

const nothing: Decision = {
  nombre: 0,
  accepteLe: null,
  rejet: null,
  attendJusqua: null,
  manque: [],
  specialite: null,
  montantCentimes: 0,
  dureeMinutes: 0,
  patientSupprimeLe: null,
  effaceLe: null,
}
const tick = (partition: number, timestamp: number) => ({
  key: ' ',
  value: JSON.stringify(nothing),
  timestamp,
  partition,
})

interface Published {
  readonly eventId: string
  readonly data: Readonly<Record<string, unknown>> & {
    readonly modele?: string
    readonly donnees?: Readonly<Record<string, unknown>>
  }
}

function published(driver: TestDriver, about: ReadonlySet<string>): readonly PublishedEvent[] {
  return publishedTopics.flatMap(topic =>
    driver
      .read(topic, text, json<Published>())
      .filter(({ headers }) => headers.some(({ key }) => key === 'origin'))
      .flatMap(({ value }) => {
        const { eventId, data } = value!
        const ids = [...Object.values(data), ...Object.values(data.donnees ?? {})]
        const isAbout = ids.some(id => typeof id === 'string' && about.has(id))
        return isAbout ? [{ topic, eventId, modele: data.modele ?? null }] : []
      }),
  )
}
