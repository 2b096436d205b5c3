import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real file system of its own that is quickly full; a reason instead where this user may not mount one. */
export interface SmallDisk {
  readonly path: string
  remove(): void
}

export function smallDisk(bytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'tmpfs is mounted on Linux only'
  const path = mkdtempSync(join(tmpdir(), 'millrace-disk-'))
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) {
    rmdirSync(path)
    return `no small disk can be mounted here: ${(error?.message ?? stderr).trim()}`
  }
  return {
    path,
    remove() {
      spawnSync('umount', ['-l', path])
      rmdirSync(path)
    },
  }
}
