import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const MiB = 1024 * 1024
const ballast = 'ballast'

/** A small disk of its own, mounted on a folder, that can be filled. Needs the right to mount. */
export class RamDisk {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Why there can be none here; null when there can. */
  static obstacle(): string | null {
    if (process.platform !== 'linux') return 'disks of a size of their own are mounted on Linux only'
    return process.getuid?.() === 0 ? null : 'mounting a disk needs root'
  }

  /** Throws where mounting is not permitted, to root neither. */
  static mount(path: string, megabytes: number): RamDisk {
    run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
    const disk = new RamDisk(path)
    process.once('exit', disk.unmount)
    return disk
  }

  /** Writes until so much is left. */
  fill(leaveMegabytes: number): void {
    const chunk = Buffer.alloc(MiB)
    const file = openSync(join(this.#path, ballast), 'a')
    try {
      while (this.#free() > leaveMegabytes * MiB) writeSync(file, chunk)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally {
      closeSync(file)
    }
  }

  /** Takes away what `fill` wrote. */
  clear(): void {
    rmSync(join(this.#path, ballast), { force: true })
  }

  /** Whatever is on it is gone. Idempotent. */
  readonly unmount = () => {
    process.off('exit', this.unmount)
    spawnSync('umount', ['-l', this.#path])
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.#path)
    return bavail * bsize
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
}
