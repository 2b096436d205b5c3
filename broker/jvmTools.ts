import { join } from 'node:path'
import { ensureJars } from './ensureJars.ts'
import { findJava } from './findJava.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import type { Search } from './way.ts'

/** What it takes to run Kafka as a process. */
export interface JvmTools {
  readonly java: string
  readonly libs: string
}

/** Java and the jars; these are fetched once into data/kafka/libs and shared by all brokers of this checkout. */
export async function jvmTools(search: Search): Promise<JvmTools> {
  const java = await findJava(search.environment)
  const libs = join(search.root, 'data', 'kafka', 'libs')
  const pom = join(import.meta.dirname, 'pom.xml')
  const jars = { libs, pom, what: `Kafka ${kafkaVersion}`, megabytes: 55 }
  await ensureJars(jars, search.environment, search.progress)
  return { java, libs }
}
