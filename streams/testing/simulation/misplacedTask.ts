import type { Topology } from '../../graph/topology.ts'
import { topicsOf } from '../../runtime/openTask.ts'
import type { SimulatedKafka } from './cluster/simulatedKafka.ts'
import type { SimulatedInstance } from './simulatedInstance.ts'

/** A task that runs nowhere or in two places; null when each runs in one. */
export function misplacedTask(
  kafka: SimulatedKafka,
  topology: Topology,
  applicationId: string,
  instances: readonly SimulatedInstance[],
): string | null {
  const places = new Map<string, string[]>()
  for (const { name, streams } of instances)
    for (const { id } of streams!.status().tasks) places.set(id, [...(places.get(id) ?? []), name])
  for (const { id, sources } of topology.subtopologies) {
    const topics = sources.flatMap(source => topicsOf(applicationId, source))
    const partitions = Math.max(...topics.map(topic => kafka.topics.get(topic)?.logs.length ?? 0))
    for (let partition = 0; partition < partitions; partition++) {
      const found = places.get(`${id}_${partition}`) ?? []
      if (found.length !== 1)
        return `task ${id}_${partition} runs ${found.length === 0 ? 'nowhere' : `on ${found.join(' and ')}`}`
    }
  }
  return null
}
