import type { StreamsTask } from '../../../wire/kafka.ts'

/** Tasks as the coordinator keeps them: `subtopology_partition`. */
export const taskId = (subtopologyId: string, partition: number) => `${subtopologyId}_${partition}`

export function splitTask(task: string): readonly [subtopologyId: string, partition: number] {
  const at = task.lastIndexOf('_')
  return [task.slice(0, at), Number(task.slice(at + 1))]
}

/** As the protocol writes them. */
export function groupTasks(tasks: Iterable<string>): StreamsTask[] {
  const grouped = new Map<string, number[]>()
  for (const task of tasks) {
    const [subtopologyId, partition] = splitTask(task)
    const partitions = grouped.get(subtopologyId)
    if (partitions) partitions.push(partition)
    else grouped.set(subtopologyId, [partition])
  }
  return Array.from(grouped, ([subtopologyId, partitions]) => ({
    subtopologyId,
    partitions: partitions.sort((a, b) => a - b),
  }))
}

export function listTasks(tasks: readonly StreamsTask[]): string[] {
  return tasks.flatMap(({ subtopologyId, partitions }) =>
    partitions.map(partition => taskId(subtopologyId, partition)),
  )
}
