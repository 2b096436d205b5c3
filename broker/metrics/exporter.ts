import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureJars } from '../ensureJars.ts'
import { findJava } from '../findJava.ts'
import { javaProcess } from '../javaProcess.ts'
import { once } from '../once.ts'
import { killProcess } from '../processes.ts'
import type { Search } from '../way.ts'

export interface ExporterOptions extends Pick<Search, 'root' | 'environment' | 'progress'> {
  /** Where a broker on this machine answers (KAFKA_JMX_PORT). */
  readonly jmxPort: number
  /** Where Prometheus is to find the figures, at /metrics. */
  readonly port: number
  /** For its log and its configuration. */
  readonly folder: string
}

/**
 * Starts what asks a broker over JMX and tells Prometheus. It asks anew at each scrape, so the broker may go and come.
 * Resolves, before it answers, to how to end it. Rejects with WayClosed or BrokerError where Java or its jar cannot be had.
 */
export async function startExporter(options: ExporterOptions): Promise<() => Promise<void>> {
  const { root, environment, progress, jmxPort, port, folder } = options
  const java = await findJava(environment)
  const libs = join(root, 'data', 'kafka', 'metrics')
  const pom = join(import.meta.dirname, 'pom.xml')
  await ensureJars(
    { libs, pom, what: 'the exporter of Kafka’s metrics', megabytes: 3 },
    environment,
    progress,
  )
  const config = join(folder, 'exporter.yml')
  const rules = readFileSync(join(import.meta.dirname, 'exporter.yml'), 'utf8')
  writeFileSync(config, `hostPort: 127.0.0.1:${jmxPort}\n${rules}`)
  const main = ['io.prometheus.jmx.WebServer', `127.0.0.1:${port}`, config]
  const pid = await javaProcess({ java, libs, heapMegabytes: 64 }, main, join(folder, 'exporter.log'))
  // It asks a broker that is gone as well, for ever.
  const killAtExit = () => void killProcess(pid)
  process.once('exit', killAtExit)
  return once(async () => {
    await killProcess(pid)
    process.off('exit', killAtExit)
  })
}
