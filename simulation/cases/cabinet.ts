import fc from 'fast-check'
import { contradictions } from '../../test/convergence/contradictions.ts'
import { generators } from '../../test/convergence/generators.ts'
import { differences, expected } from '../../test/convergence/model.ts'
import type { Outcome, Published } from '../../test/convergence/play.ts'
import { iso, start, type Told } from '../../test/convergence/told.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { publishedTopics } from '../../topology/published.ts'
import type { CaseResult, SimulationCase } from '../case.ts'

const topology = cabinet({ applicationId: 'simulated' })
const sources = topology.subtopologies.flatMap(part => part.sources)
const minute = 60_000

/**
 * The cabinet: slots that two want, absences, late parents, moves and cancellations. Whatever fails meanwhile, it ends as if all
 * had arrived in the order of event times, and has said so.
 */
export const practice: SimulationCase = {
  name: 'cabinet',
  topology,
  inputs: [...new Set(sources.flatMap(({ internal, topics }) => (internal ? [] : topics)))],
  outputs: publishedTopics,
  // Half a day at most: nobody waits in vain.
  record: (n, draw) => {
    const seed = draw(2 ** 31)
    const [draft] = fc.sample(fc.oneof(...generators), { seed, numRuns: 1 })
    const time = start + Math.max(0, n * 10 - draw(120)) * minute
    const { type, data } = draft!
    const value = { eventId: `e${n}`, eventType: type, timestamp: iso(time), data }
    return { topic: type, key: Object.values(data)[0] as string, value, timestamp: time }
  },
  check: result => {
    const outcome = outcomeOf(result)
    const told = result.input.map(({ value }) => toldBy(value as Published))
    return [...differences(expected(told), outcome), ...contradictions(outcome)]
  },
}

const toldBy = ({ eventId, eventType: type, timestamp, data }: Published): Told => ({
  eventId,
  type,
  time: Date.parse(timestamp),
  data,
})

function outcomeOf({ input, output, rows }: CaseResult): Outcome {
  const foreign = new Set(input.map(({ value }) => (value as Published).eventId))
  const stores = Object.fromEntries(
    [...topology.stores.keys()].map(name => [name, Object.fromEntries(rows(name))]),
  )
  const published = publishedTopics.flatMap(topic =>
    output(topic).flatMap(({ value }) => {
      const event = value as Published
      return foreign.has(event.eventId) ? [] : [event]
    }),
  )
  return { stores, published }
}
