import type { FromInstances, GraphAnswer, InstanceReport } from '../../../answers.ts'

/** A task, and who has to do with it: indexes of instances. */
export interface TaskPlace {
  readonly id: string
  readonly active: number | null
  readonly lag: number
  readonly standbys: readonly { readonly instance: number; readonly role: 'standby' | 'warm-up' }[]
  /** Where its stores are being restored. */
  readonly restoring: number | null
}

/** By subtopology, by partition: as many as anybody tells of. */
export function tasksOf(
  { subtopologies }: GraphAnswer,
  { instances }: FromInstances<InstanceReport>,
): readonly { readonly part: string; readonly tasks: readonly TaskPlace[] }[] {
  const places = new Map<string, TaskPlace>()
  const at = (id: string): TaskPlace =>
    places.get(id) ?? { id, active: null, lag: 0, standbys: [], restoring: null }
  instances.forEach(({ said }, instance) => {
    for (const { id, lag } of said?.tasks ?? []) places.set(id, { ...at(id), active: instance, lag })
    for (const { id, role } of said?.standbys ?? [])
      places.set(id, { ...at(id), standbys: [...at(id).standbys, { instance, role }] })
    for (const { store, partition } of said?.restoring ?? []) {
      const part = subtopologies.find(({ stores }) => stores.some(({ name }) => name === store))
      const id = `${part?.id}_${partition}`
      if (part) places.set(id, { ...at(id), restoring: instance })
    }
  })
  const partitions = Math.max(0, ...[...places.keys()].map(id => Number(id.split('_')[1]) + 1))
  const ofPart = (part: string) => {
    const own = [...places.keys()].filter(id => id.startsWith(`${part}_`)).map(id => Number(id.split('_')[1]))
    return own.length === 0 ? partitions : Math.max(...own) + 1
  }
  return subtopologies.map(({ id }) => ({
    part: id,
    tasks: Array.from({ length: ofPart(id) }, (_, partition) => at(`${id}_${partition}`)),
  }))
}
