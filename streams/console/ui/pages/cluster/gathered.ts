import type { TimelineMoment } from '../../../answers.ts'

const gatheredMs = 2_000
const lists: Readonly<Record<string, string>> = {
  opened: 'tasks',
  closed: 'tasks',
  'standby-opened': 'task',
  'standby-closed': 'task',
}

/** Tasks that one instance opened or closed one right after the other, as one event. The newest first, as they come. */
export function gathered(events: readonly TimelineMoment[]): readonly TimelineMoment[] {
  const all: TimelineMoment[] = []
  for (const event of events) {
    const last = all.at(-1)
    const field = lists[event.kind]
    if (field === undefined) {
      all.push(event)
      continue
    }
    const tasks = [event[field]].flat() as readonly string[]
    const isSame =
      last?.kind === event.kind && last.instance === event.instance && last.at - event.at < gatheredMs
    if (isSame) all[all.length - 1] = { ...last, tasks: [...tasks, ...(last.tasks as readonly string[])] }
    else all.push({ ...event, tasks })
  }
  return all
}
