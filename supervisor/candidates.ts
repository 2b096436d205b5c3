import type { InstanceStatus } from './supervisor.ts'

let turn = 0

/** Whom to send a request to, best first: those that are ready, in turn, then those that are about to be. */
export function candidates(instances: readonly InstanceStatus[]): readonly number[] {
  const ports = (state: string) => instances.filter(each => each.state === state).map(({ port }) => port)
  const ready = ports('READY')
  turn = (turn + 1) % 1_000_000
  const first = ready.length === 0 ? 0 : turn % ready.length
  return [...ready.slice(first), ...ready.slice(0, first), ...ports('STARTING')]
}
