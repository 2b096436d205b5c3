import type { Instance } from './instance.ts'

/**
 * Whether all that is this instance's serves, and keeps up: not while intake is paused. An instance without tasks is ready only if others have them: before its first
 * assignment (the group is being set up) it would have nobody to ask.
 */
export function isReady(instance: Instance): boolean {
  const { state, tasks, restoring, paused } = instance.status()
  if (state !== 'RUNNING' || restoring.length > 0 || paused !== null) return false
  return tasks.length > 0 || instance.endpoints().some(({ active }) => active.length > 0)
}
