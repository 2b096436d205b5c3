import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Names the process that listens on a port, as `java (process 123)`; undefined where the system does not tell. Linux
 * only, from /proc, since `ss` and `lsof` are often not installed; other users' processes show only to root.
 */
export function portHolder(port: number): string | undefined {
  try {
    const sockets = new Set([...listeners('/proc/net/tcp', port), ...listeners('/proc/net/tcp6', port)])
    if (sockets.size === 0) return undefined
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      if (holdsOne(pid, sockets))
        return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`
    }
  } catch {}
  return undefined
}

/** Inodes of the sockets in state 0A (LISTEN) on this local port, by the columns of proc_net_tcp(5). */
function listeners(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return readFileSync(table, 'utf8')
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[1]?.endsWith(`:${hex}`) && columns[3] === '0A')
    .map(columns => `socket:[${columns[9]}]`)
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some(name => sockets.has(readlinkSync(`${folder}/${name}`)))
  } catch {
    // Gone meanwhile, or not ours to look into.
    return false
  }
}
