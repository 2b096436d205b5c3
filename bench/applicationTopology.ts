import type { Topology } from 'millrace'
import { cabinet } from '../topology/cabinet.ts'
import { benchTopology } from './topology.ts'

/**
 * `bench`: the workload that every peer runs. `bench-changelogs`: the same, with the patients in a changelog too. `cabinet`: the
 * application itself, on the same input.
 */
export const topologyNames = ['bench', 'bench-changelogs', 'cabinet'] as const
export type TopologyName = (typeof topologyNames)[number]

/** The two topics whose distinct keys are counted. */
export interface Outputs {
  readonly consultations: string
  readonly factures: string
  /** See topology.ts; not for the cabinet. */
  readonly inputPrefix?: string
}

/** The cabinet's outputs have their names; the benchmark's get new ones for each phase. */
export function outputsOf(name: TopologyName, phase: string): Outputs {
  return name === 'cabinet'
    ? { consultations: 'consultation.created', factures: 'facture.created' }
    : { consultations: `consultation.created.${phase}`, factures: `facture.created.${phase}` }
}

export function applicationTopology(name: TopologyName, outputs: Outputs, applicationId: string): Topology {
  if (name === 'cabinet') return cabinet({ applicationId })
  return benchTopology({ ...outputs, patientsChangelog: name === 'bench-changelogs' })
}

/** What must exist before it starts: the engine makes its internal topics itself. */
export function topicsOf(topology: Topology): readonly string[] {
  const topics = topology.subtopologies.flatMap(part => [
    ...part.sources.flatMap(source => (source.internal ? [] : source.topics)),
    ...part.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : [])),
  ])
  return [...new Set(topics)].sort()
}
