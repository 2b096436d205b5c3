import type { Progress } from '../broker/progress.ts'
import type { InstanceStatus } from '../supervisor/supervisor.ts'

/** A line on the terminal whenever an instance is not as it was. */
export function tellChanges(progress: Progress): (instances: readonly InstanceStatus[]) => void {
  let last = ''
  return instances => {
    const line = instances.map(instanceLine).join('  |  ')
    if (line !== last) progress.note(line)
    last = line
  }
}

/** `2 WAITING (killed by SIGKILL)` */
export function instanceLine({ instance, state, error }: InstanceStatus): string {
  return `${instance} ${state}${error === null ? '' : ` (${error.split('\n', 1)[0]!.slice(0, 100)})`}`
}
