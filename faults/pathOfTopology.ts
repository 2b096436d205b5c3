import type { Topology } from 'millrace'

/** The subtopologies that a rendezvous passes, in its order: the one that reads it, and those behind the two repartitions. */
export function pathOfTopology(topology: Topology): readonly [string, string, string] {
  const reading = (end: string) =>
    topology.subtopologies.find(({ sources }) =>
      sources.some(({ topics }) => topics.some(topic => topic.endsWith(end))),
    )!.id
  return [reading('rendezvous.created'), reading('par-medecin'), reading('par-patient')]
}
