import type { PartitionReport, StoreReport, StoresReport } from '../../api/stores/storesReport.ts'
import { readConfig } from '../../config/readConfig.ts'
import { askingHeaders, keyNeeded } from '../askingHeaders.ts'
import { StartError } from '../startError.ts'
import { trustAlso } from '../tlsOf.ts'
import { urlOf } from '../urlOf.ts'

export interface StoresCommandOptions {
  readonly json?: boolean
  readonly scan?: boolean
}

/** A scan reads every row of every store. Node waits no longer for an answer to begin. */
const scanPatienceMs = 5 * 60_000

/**
 * `cabinet stores`: rows and hash of every store of the running cabinet; with `scan`, whether they are what the rows say. 1 where a scan finds
 * another hash than the one that was kept.
 */
export async function storesCommand({ json = false, scan = false }: StoresCommandOptions): Promise<number> {
  const report = await ask(scan)
  if (json) console.log(JSON.stringify(report))
  else for (const line of table(report)) console.log(line)
  return report.stores.some(({ verdict }) => verdict === 'different') ? 1 : 0
}

async function ask(scan: boolean): Promise<StoresReport> {
  const config = readConfig()
  trustAlso(config)
  const url = `${config.CABINET_URL ?? urlOf(config, config.PORT)}/api/admin/stores?scan=${scan}`
  const signal = AbortSignal.timeout(scan ? scanPatienceMs : 15_000)
  const answer = await fetch(url, { headers: askingHeaders(config), signal }).catch(() => null)
  if (answer?.status === 401 || answer?.status === 403) throw new StartError(keyNeeded(url, 'admin'))
  if (answer?.ok) return (await answer.json()) as StoresReport
  throw new StartError(
    `No cabinet answers at ${url}. Start one with npm start; HOST and PORT say where to ask.`,
  )
}

function table({ stores, isComplete, unanswered }: StoresReport): readonly string[] {
  const width = Math.max(...stores.map(({ store }) => store.length))
  return [
    `${'store'.padEnd(width)}  ${'rows'.padStart(9)}  hash`,
    ...stores.flatMap(report => [
      `${report.store.padEnd(width)}  ${String(report.rows ?? '?').padStart(9)}  ${report.hash ?? 'not known'}${noteOf(report)}`,
      ...report.partitions.filter(({ verdict }) => verdict === 'different').map(differing),
    ]),
    ...(isComplete ? [] : ['Not every partition is running now: ask again in a moment.']),
    ...unanswered.map(instance => `${instance} did not answer in time.`),
  ]
}

function noteOf({ comparable, verdict }: StoreReport): string {
  const notes = [
    ...(verdict === 'equal' ? ['the rows are so'] : []),
    ...(verdict === 'different' ? ['THE ROWS ARE NOT SO'] : []),
    ...(verdict === 'unknown' ? ['not scanned whole'] : []),
    ...(comparable ? [] : ['may differ between two runs']),
  ]
  return notes.length === 0 ? '' : `  (${notes.join('; ')})`
}

const differing = ({ partition, instance, role, rows, hash, scanned }: PartitionReport) =>
  `  partition ${partition} (${role}, ${instance}): kept ${rows} rows, ${hash}; found ${scanned?.rows}, ${scanned?.hash}`
