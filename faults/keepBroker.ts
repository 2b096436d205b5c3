import { cpSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BrokerControl } from '../broker/runningBroker.ts'

/** Copies what tells later what a broker did: all that it logged, and its internal topics as they lie on its disk. */
export function keepBroker({ logFile, logs }: BrokerControl, to: string): void {
  const copy = (from: string, into: string, isKept: (name: string) => boolean) => {
    for (const name of readdirSync(from).filter(isKept))
      cpSync(join(from, name), join(into, name), { recursive: true })
  }
  copy(dirname(logFile), to, name => name.startsWith(basename(logFile)))
  copy(logs, join(to, 'logs'), name => name.startsWith('__') || name.endsWith('checkpoint'))
}
