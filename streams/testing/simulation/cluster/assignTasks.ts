/** One member's share: tasks by their id. */
export interface TargetAssignment {
  readonly active: ReadonlySet<string>
  readonly standby: ReadonlySet<string>
}

export interface AssignableMember {
  readonly id: string
  readonly processId: string
  /** The target it had before. */
  readonly previous: TargetAssignment
}

export interface AssignableTask {
  readonly id: string
  readonly stateful: boolean
}

interface Load {
  readonly member: AssignableMember
  readonly active: Set<string>
  readonly standby: Set<string>
}

/** As Kafka's sticky assignor: a task stays where it was, else goes where it was a standby, else to the least loaded. */
export function assignTasks(
  members: readonly AssignableMember[],
  tasks: readonly AssignableTask[],
  standbys: number,
): ReadonlyMap<string, TargetAssignment> {
  const loads: Load[] = members.map(member => ({ member, active: new Set(), standby: new Set() }))
  if (loads.length > 0) {
    for (const stateful of [true, false]) {
      const group = tasks.filter(task => task.stateful === stateful)
      assignActive(loads, group, stateful ? group.length : tasks.length)
    }
    for (let replica = 0; replica < standbys; replica++)
      for (const task of tasks) if (task.stateful) assignStandby(loads, task.id)
  }
  return new Map(loads.map(({ member, active, standby }) => [member.id, { active, standby }]))
}

function assignActive(loads: readonly Load[], tasks: readonly AssignableTask[], total: number): void {
  const quota = Math.ceil(total / loads.length)
  const hasRoom = (load: Load) => load.active.size < quota
  const left: string[] = []
  const taken = (id: string, load: Load | undefined) => {
    load?.active.add(id)
    return load !== undefined
  }
  for (const { id } of tasks)
    if (
      !taken(
        id,
        loads.find(load => load.member.previous.active.has(id) && hasRoom(load)),
      )
    )
      left.push(id)
  for (const id of left.splice(0))
    if (
      !taken(
        id,
        loads.find(load => load.member.previous.standby.has(id) && hasRoom(load)),
      )
    )
      left.push(id)
  for (const id of left) leastLoaded(loads).active.add(id)
}

function assignStandby(loads: readonly Load[], id: string): void {
  const busy = new Set(
    loads.filter(load => load.active.has(id) || load.standby.has(id)).map(load => load.member.processId),
  )
  const free = loads.filter(load => !busy.has(load.member.processId))
  if (free.length === 0) return
  const before = free.filter(
    ({ member }) => member.previous.standby.has(id) || member.previous.active.has(id),
  )
  leastLoaded(before.length > 0 ? before : free).standby.add(id)
}

function leastLoaded(loads: readonly Load[]): Load {
  return loads.reduce((least, load) =>
    load.active.size + load.standby.size < least.active.size + least.standby.size ? load : least,
  )
}
