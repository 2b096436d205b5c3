import type { SimulatedCluster } from 'millrace/testing'
import { twinOf } from './inject.ts'
import type { Schedule } from './schedule.ts'

/** Instances that ended by themselves, though no process had their identity. */
export function endedByThemselves(cluster: SimulatedCluster, schedule: Schedule): readonly string[] {
  const twins = cluster.instances.map(({ name }) => name).filter(name => !schedule.instances.includes(name))
  return cluster.trace
    .filter(({ what }) => what === 'ended by itself')
    .filter(({ who, details }) => {
      const isTwin = twins.includes(who) || twins.includes(twinOf(who))
      return !(isTwin && 'code' in details && details.code === 'FENCED')
    })
    .map(({ who, details }) => `${who} ended by itself: ${JSON.stringify(details)}`)
}
