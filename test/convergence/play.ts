import { json, type RowsFigure, text } from 'millrace'
import { Random, TestDriver } from 'millrace/testing'
import { deadLetterTopic } from '../../events/topics.ts'
import { rowSchemas } from '../../state/rowSchemas.ts'
import { badEventsToDeadLetters } from '../../topology/badEvents.ts'
import { cabinet } from '../../topology/cabinet.ts'
import type { CabinetOptions } from '../../topology/cabinetOptions.ts'
import { publishedTopics } from '../../topology/published.ts'
import type { History } from './histories.ts'
import { iso, type Told } from './told.ts'

export const partitions = 3

export interface Published {
  readonly eventId: string
  readonly eventType: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface Outcome {
  /** Rows by store and key. */
  readonly stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly published: readonly Published[]
}

export interface Played extends Outcome {
  /** Of those stores: equal where the rows are, byte for byte. */
  readonly hashes: Readonly<Record<string, RowsFigure>>
}

/**
 * Plays a history in one of its orders: any interleaving of the partitions, those between the parts of the topology too, each
 * in its own order; with `shuffled`, even that is another.
 */
export async function play(
  { events, repeats }: History,
  options: CabinetOptions,
  { seed, shuffled }: { readonly seed: number; readonly shuffled: boolean },
): Promise<Played> {
  const random = new Random(seed)
  const topology = cabinet({ applicationId: 'test', ...options })
  const driver = new TestDriver(topology, {
    partitions,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
    cold: random.chance(0.1),
    choose: candidates => random.between(0, candidates.length - 1),
  })
  const records = [...events, ...repeats.map(n => events[n]!)].map(recordOf)
  if (shuffled) shuffle(records, random)
  for (const { topic, ...record } of records) driver.add(topic, record)
  await driver.run()
  if (driver.failures.length > 0) throw driver.failures[0]!.failure.error
  const [problem] = await driver.stateProblems()
  if (problem !== undefined) throw new Error(problem)

  const stores: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const { name, verified } of Object.values(rowSchemas)) {
    if (verified && topology.stores.has(name)) stores[name] = Object.fromEntries(await driver.rows(name))
  }
  // Others write to some of these topics too.
  const published = publishedTopics.flatMap(topic =>
    driver
      .read(topic, text, json<Published>())
      .filter(({ headers }) => headers.some(({ key }) => key === 'origin'))
      .map(({ value }) => value!),
  )
  return { stores, hashes: driver.hashes(), published }
}

function recordOf({ eventId, type, time, data }: Told) {
  const value = JSON.stringify({ eventId, eventType: type, timestamp: iso(time), data })
  return { topic: type, key: Object.values(data)[0] as string, value, timestamp: time }
}

function shuffle<T>(list: T[], random: Random): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.between(0, i)
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
}
