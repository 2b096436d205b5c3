import { Application } from './application.ts'
import type { TopologyName } from './applicationTopology.ts'
import type { MeasuredProcess, Place } from './measuredProcess.ts'

/** What runs the workload: millrace, or a peer that it is compared with. */
export interface Engine {
  readonly name: string
  readonly topology: TopologyName
  /** Starts a process of it. */
  start(place: Place): MeasuredProcess
}

export function millrace(topology: TopologyName): Engine {
  return { name: 'millrace', topology, start: place => new Application({ ...place, topology }) }
}
