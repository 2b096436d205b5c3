import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { prometheus } from '../setup/prometheus.ts'

const source = join(import.meta.dirname, '../../grafana/prometheus')

export interface PrometheusOptions {
  /** For its configuration, data and log. */
  readonly folder: string
  readonly port: number
  /** Where to ask, by job of the configuration. Every job must be named. */
  readonly targets: Readonly<Record<string, readonly string[]>>
  /** A key with the role observation. */
  readonly key: string
}

interface Job {
  readonly job_name: string
  readonly authorization?: unknown
}

/**
 * The machine's Prometheus with the project's own configuration and rules, in which only addresses and the pace are others.
 * Resolves before it answers, to how to end it.
 */
export function runPrometheus({ folder, port, targets, key }: PrometheusOptions): () => Promise<void> {
  const config = parse(readFileSync(join(source, 'prometheus.yml'), 'utf8')) as { scrape_configs: Job[] }
  const keyFile = join(folder, 'key')
  writeFileSync(keyFile, key)
  const jobs = config.scrape_configs.map(job => {
    const { job_name, authorization, ...rest } = job
    const { dns_sd_configs: _, static_configs: __, ...kept } = rest as Record<string, unknown>
    const named = targets[job_name]
    if (named === undefined) throw new Error(`no address for the job ${job_name}`)
    return {
      job_name,
      ...kept,
      ...(authorization !== undefined && { authorization: { credentials_file: keyFile } }),
      static_configs: [{ targets: named }],
      // The exporter's first answers take their time.
      ...(job_name === 'kafka' && { scrape_interval: '4s', scrape_timeout: '4s' }),
    }
  })
  const file = join(folder, 'prometheus.yml')
  writeFileSync(
    file,
    stringify({
      ...config,
      global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
      rule_files: [join(source, 'alerts.yml')],
      scrape_configs: jobs,
    }),
  )
  const child = spawn(
    prometheus!,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  child.stderr.pipe(createWriteStream(join(folder, 'prometheus.log')))
  const killAtExit = () => void child.kill('SIGKILL')
  process.once('exit', killAtExit)
  const exited = new Promise(resolve => child.once('close', resolve))
  return async () => {
    child.kill('SIGKILL')
    await exited
    process.off('exit', killAtExit)
  }
}
