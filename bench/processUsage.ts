import { readdirSync, readFileSync } from 'node:fs'

/** What a process and the living processes under it have cost so far. */
export interface ProcessUsage {
  /** User and system time, that of children which have ended included. */
  readonly cpuMicros: number
  /** The largest resident set; of several processes the sum of each one's largest. */
  readonly peakRssBytes: number
}

/** USER_HZ: what Linux counts processor time in towards programs, whatever its own clock. */
const ticksPerSecond = 100

/** From /proc, the same for every kind of process. Null where there is no /proc; throws when the process is gone. */
export function processUsage(pid: number): ProcessUsage | null {
  if (process.platform !== 'linux') return null
  const one = (each: number) => ({
    cpuMicros: cpuMicrosOf(readFileSync(`/proc/${each}/stat`, 'utf8')),
    peakRssBytes: peakRssOf(readFileSync(`/proc/${each}/status`, 'utf8')),
  })
  const [self, ...children] = descendants(pid)
  // The time of a child that has just ended is in its parent's.
  const all = [...children.flatMap(each => unlessGone(() => one(each)) ?? []), one(self!)]
  return {
    cpuMicros: all.reduce((sum, each) => sum + each.cpuMicros, 0),
    peakRssBytes: all.reduce((sum, each) => sum + each.peakRssBytes, 0),
  }
}

/** From the text of /proc/<pid>/stat. The second field, the name in brackets, may hold anything. */
export function cpuMicrosOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, cutime and cstime are the fields 14 to 17; these begin with the third.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return (ticks / ticksPerSecond) * 1e6
}

/** VmHWM from the text of /proc/<pid>/status. */
export function peakRssOf(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}

function descendants(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    // A JVM's threads come and go: one that ended since it was listed has no children.
    (unlessGone(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')) ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
  return [pid, ...children.flatMap(child => unlessGone(() => descendants(child)) ?? [])]
}

function unlessGone<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    // ESRCH: it ended between the opening of its file and the reading.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
