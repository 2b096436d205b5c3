import type { SimulatedCluster } from 'millrace/testing'
import type { Schedule } from './schedule.ts'

/** From here on nothing happens to the instances; those that are down come back. */
export function heal(cluster: SimulatedCluster, schedule: Schedule): void {
  cluster.tell('schedule', 'heals')
  for (const instance of cluster.instances) {
    instance.forgetTraps()
    instance.wake()
    instance.connection?.network.heal()
    if (!schedule.instances.includes(instance.name)) instance.crash()
  }
  // More than once: whom a twin fenced finds that out only now.
  for (const ms of [100, 1_000, 5_000, 15_000])
    for (const name of schedule.instances)
      cluster.simulator.schedule(ms, () => {
        if (!cluster.instance(name).streams) cluster.start(name)
      })
}
