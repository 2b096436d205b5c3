import { Counter, Gauge, Registry } from 'prom-client'
import { childStates } from './supervisedChild.ts'
import type { InstanceStatus } from './supervisor.ts'

/** The supervisor's own metrics. */
export function frontMetrics(instances: () => readonly InstanceStatus[]): Registry {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'supervisor_instance_state',
    help: '1 for the state that the supervisor has an instance in',
    labelNames: ['instance', 'state'],
    registers,
    collect() {
      for (const { instance, state } of instances())
        for (const each of childStates) this.set({ instance, state: each }, each === state ? 1 : 0)
    },
  })
  new Counter({
    name: 'supervisor_instance_restarts_total',
    help: 'Processes started in place of another',
    labelNames: ['instance'],
    registers,
    collect() {
      this.reset()
      for (const { instance, restarts } of instances()) this.inc({ instance }, restarts)
    },
  })
  return registry
}
