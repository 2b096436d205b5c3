import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BrokerError, WayClosed } from './brokerError.ts'
import { lastLines } from './explainExit.ts'
import { diskFull, fetchFailed } from './messages.ts'
import type { Progress } from './progress.ts'
import type { Environment } from './settings.ts'

/** Jars of one purpose. */
export interface Jars {
  /** The folder that holds them. */
  readonly libs: string
  /** Lists them. */
  readonly pom: string
  /** For people who wait: `Kafka 4.3.1`. */
  readonly what: string
  readonly megabytes: number
}

/**
 * Makes sure that `libs` holds the jars that `pom` asks for. They arrive in a folder of another name that is
 * renamed when it is complete, with the pom beside them: half a download, or another version's jars, never pass for them.
 */
export async function ensureJars(jars: Jars, environment: Environment, progress: Progress): Promise<void> {
  if (hasJars(jars)) return
  const { libs, pom, what, megabytes } = jars
  const arriving = `${libs}.${process.pid}`
  mkdirSync(dirname(libs), { recursive: true })
  try {
    await progress.step(`Fetching ${what} with Maven, once (about ${megabytes} MB)`, () =>
      copyDependencies(pom, arriving, environment),
    )
    cpSync(pom, join(arriving, 'pom.xml'))
    // Another process may have been quicker: its jars are as good as ours.
    if (hasJars(jars)) return
    rmSync(libs, { recursive: true, force: true })
    renameSync(arriving, libs)
  } finally {
    rmSync(arriving, { recursive: true, force: true })
  }
}

/** They are there, and this pom's. */
export function hasJars({ libs, pom }: Pick<Jars, 'libs' | 'pom'>): boolean {
  const came = join(libs, 'pom.xml')
  return existsSync(came) && readFileSync(came, 'utf8') === readFileSync(pom, 'utf8')
}

function copyDependencies(pom: string, into: string, environment: Environment): Promise<void> {
  const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${into}`]
  const windows = process.platform === 'win32'
  return new Promise((resolve, reject) => {
    const options = { env: environment, shell: windows, maxBuffer: 2 ** 26, timeout: 600_000 }
    execFile(windows ? 'mvn.cmd' : 'mvn', args, options, (error, stdout, stderr) => {
      if (error === null) return resolve()
      const said = `${stdout}${stderr}`
      if (error.code === 'ENOENT')
        reject(new WayClosed('Maven (mvn), which fetches the Kafka jars, is not in PATH.'))
      else if (/No space left on device/.test(said)) reject(new BrokerError(diskFull(into)))
      else reject(new BrokerError(fetchFailed(lastLines(said || error.message, 12))))
    })
  })
}
