import type RocksDB from 'rocksdb-native'
import type { DatabaseFigures } from './databaseFigures.ts'

const levels = 7

/** All of these are answered from memory: some microseconds each. */
export async function rocksFigures(db: RocksDB): Promise<DatabaseFigures> {
  const text = async (name: string) => (await db.getProperty(`rocksdb.${name}`)) ?? ''
  const number = async (name: string) => Number(await text(name)) || 0
  const files: number[] = []
  for (let level = 0; level < levels; level++) files.push(await number(`num-files-at-level${level}`))
  const stalls = await text('cf-write-stall-stats')
  const jobs = await jobsOf(text)
  return {
    files,
    tableBytes: await number('total-sst-files-size'),
    writeBufferBytes: await number('size-all-mem-tables'),
    blockCacheBytes: await number('block-cache-usage'),
    tableReaderBytes: await number('estimate-table-readers-mem'),
    keys: await number('estimate-num-keys'),
    runningCompactions: await number('num-running-compactions'),
    runningFlushes: await number('num-running-flushes'),
    pendingCompactionBytes: await number('estimate-pending-compaction-bytes'),
    isWriteStopped: (await number('is-write-stopped')) > 0,
    delayedWriteBytesPerSecond: await number('actual-delayed-write-rate'),
    ...jobs,
    delays: after(stalls, 'total-delays: '),
    stops: after(stalls, 'total-stops: '),
    backgroundErrors: await number('background-errors'),
  }
}

/** Told in a table for people alone; its row "Sum" ends with: seconds, CPU seconds, count, average, keys in, keys dropped, two sizes. */
async function jobsOf(text: (name: string) => Promise<string>) {
  const row = /^ Sum .*$/m.exec(await text('cfstats-no-file-histogram'))?.[0] ?? ''
  const columns = row.trim().split(/\s+/)
  return { jobs: Number(columns.at(-6)) || 0, jobSeconds: Number(columns.at(-8)) || 0 }
}

const after = (text: string, label: string) => Number(text.split(label)[1]?.split(',')[0]) || 0
