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
  const all = descendants(pid).map(each => ({
    cpuMicros: cpuMicrosOf(readFileSync(`/proc/${each}/stat`, 'utf8')),
    peakRssBytes: peakRssOf(readFileSync(`/proc/${each}/status`, 'utf8')),
  }))
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
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(descendants)]
}
