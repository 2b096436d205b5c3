import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { BrokerError, WayClosed } from '../../../broker/brokerError.ts'
import { ensureJars, type Jars } from '../../../broker/ensureJars.ts'
import { findJava } from '../../../broker/findJava.ts'
import { kafkaVersion } from '../../../broker/kafkaVersion.ts'
import type { Progress } from '../../../broker/progress.ts'
import type { Environment } from '../../../broker/settings.ts'

/** What it takes to run the program in this folder. */
export interface PeerTools {
  readonly java: string
  /** The jars that pom.xml lists. */
  readonly libs: string
  /** The folder of the compiled classes. */
  readonly classes: string
}

const data = join(import.meta.dirname, '..', '..', '..', 'data', 'peers', 'kafka-streams')

export const peerJars: Jars = {
  libs: join(data, 'libs'),
  pom: join(import.meta.dirname, 'pom.xml'),
  what: `Kafka Streams ${kafkaVersion}`,
  megabytes: 95,
}

/** Java, the jars and the classes; these two are made once. Throws WayClosed when there is no JDK or no Maven. */
export async function peerTools(environment: Environment, progress: Progress): Promise<PeerTools> {
  const java = await findJava(environment)
  await ensureJars(peerJars, environment, progress)
  return { java, libs: peerJars.libs, classes: await compile(java, peerJars.libs, data) }
}

/** Compiles into a folder that is named after what the sources hold; resolves to it. */
export async function compile(java: string, libs: string, into: string): Promise<string> {
  const sources = globSync('peer/*.java', { cwd: import.meta.dirname })
    .sort()
    .map(name => join(import.meta.dirname, name))
  const hash = createHash('sha256')
  for (const source of sources) hash.update(readFileSync(source))
  const classes = join(into, `classes-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(classes)) return classes
  const arriving = `${classes}.${process.pid}`
  mkdirSync(arriving, { recursive: true })
  try {
    const javac = java === 'java' ? 'javac' : join(dirname(java), 'javac')
    const flags = ['-Xlint:all', '-Werror', '--release', '17', '-encoding', 'UTF-8']
    await promisify(execFile)(javac, [...flags, '-cp', join(libs, '*'), '-d', arriving, ...sources]).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT')
          throw new WayClosed(`There is a Java (${java}) but no javac beside it: a JDK is needed.`)
        throw new BrokerError(`The Kafka Streams peer does not compile: ${error.message}`)
      },
    )
    if (!existsSync(classes)) renameSync(arriving, classes)
    return classes
  } finally {
    rmSync(arriving, { recursive: true, force: true })
  }
}
