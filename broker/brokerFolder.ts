import { existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { BrokerError } from './brokerError.ts'
import { diskFull, foreignFolder } from './messages.ts'

/** What one JVM broker keeps on disk. */
export interface BrokerFolder {
  readonly path: string
  readonly logs: string
  readonly properties: string
  readonly logFile: string
  readonly pidFile: string
}

const neededMegabytes = 500

export function brokerFolder(path: string): BrokerFolder {
  return {
    path,
    logs: join(path, 'logs'),
    properties: join(path, 'server.properties'),
    logFile: join(path, 'broker.log'),
    pidFile: join(path, 'broker.pid'),
  }
}

/** Creates the folder, and refuses a disk that Kafka would fill before it is up. */
export function prepareFolder(folder: BrokerFolder): void {
  mkdirSync(folder.logs, { recursive: true })
  const { bavail, bsize } = statfsSync(folder.path)
  const free = Math.floor((bavail * bsize) / 2 ** 20)
  if (free < neededMegabytes) throw new BrokerError(diskFull(folder.path, free))
}

/** The cluster whose data this is; undefined before it is formatted. Throws when another kind of node wrote it. */
export function clusterIdOf(folder: BrokerFolder): string | undefined {
  const file = join(folder.logs, 'meta.properties')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const value = (key: string) => new RegExp(`^${key}=(.+)$`, 'm').exec(text)?.[1]?.trim()
  const clusterId = value('cluster\\.id')
  if (clusterId !== undefined && value('node\\.id') === '1') return clusterId
  const found = `cluster.id=${clusterId ?? 'none'}, node.id=${value('node\\.id') ?? 'none'}`
  throw new BrokerError(foreignFolder(folder.logs, found))
}
