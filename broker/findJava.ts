import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { WayClosed } from './brokerError.ts'
import { javaNeeded } from './messages.ts'
import type { Environment } from './settings.ts'

/** The Java to run Kafka with: JAVA_HOME's, else the one in PATH. Throws WayClosed when there is none new enough. */
export async function findJava(environment: Environment): Promise<string> {
  const home = environment.JAVA_HOME
  const candidates = [...(home ? [join(home, 'bin', 'java')] : []), 'java']
  const seen: string[] = []
  for (const java of candidates) {
    const version = await javaVersion(java, environment)
    if (version === undefined) continue
    if (version >= javaNeeded) return java
    seen.push(`${java} is Java ${version}`)
  }
  throw new WayClosed(
    seen.length > 0
      ? `Java is too old: ${seen.join(', ')}; Kafka needs ${javaNeeded} or later.`
      : `There is no Java (${javaNeeded} or later) in PATH or JAVA_HOME.`,
  )
}

function javaVersion(java: string, environment: Environment): Promise<number | undefined> {
  return new Promise(resolve => {
    execFile(java, ['-version'], { env: environment, timeout: 20_000 }, (error, stdout, stderr) => {
      // macOS ships a `java` that only says that there is none, and fails.
      resolve(error ? undefined : parseJavaVersion(`${stderr}${stdout}`))
    })
  })
}

/** `1.8.0_292` is 8, `17.0.15` is 17, `21-ea` is 21. */
export function parseJavaVersion(output: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? []
  if (first === undefined) return undefined
  return Number(first) === 1 ? Number(second) : Number(first)
}
