import { RocksDatabase } from './rocksDatabase.ts'

/** Nothing is written but what RocksDB needs to be there. */
const writeBufferBytes = 64 * 1024

export interface DirectoryLock {
  release(): Promise<void>
}

/**
 * Keeps every other process out of a directory, which is made if need be and is to be used for nothing else, until it is
 * released or this process ends, however it ends. It is RocksDB's lock: held by the kernel, so none is ever left behind.
 * Throws StateDirectoryLocked while another has it.
 */
export async function lockDirectory(path: string): Promise<DirectoryLock> {
  const database = await RocksDatabase.open(path, writeBufferBytes)
  return { release: () => database.close() }
}
