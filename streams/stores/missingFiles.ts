import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const blockBytes = 32_768
const headerBytes = 7

/**
 * Damage that RocksDB takes for an ordinary crash: without CURRENT it makes an empty database beside the files, and after a
 * MANIFEST that breaks off it forgets files; either way the log's newest rows and positions then lie over nothing. Null: none.
 */
export async function missingFiles(path: string): Promise<string | null> {
  const files = await readdir(path)
  const current = await readFile(join(path, 'CURRENT'), 'utf8').catch(() => null)
  if (current === null) {
    const left = files.filter(name => /\.(sst|log)$/.test(name))
    return left.length > 0 ? `CURRENT is missing beside ${left.join(', ')}` : null
  }
  const name = current.trim()
  const manifest = await readFile(join(path, name)).catch(() => null)
  if (manifest === null) return `CURRENT names ${JSON.stringify(name.slice(0, 100))}, which is missing`
  return breaksOff(manifest) ? `${name} breaks off in the middle of a record` : null
}

/** Blocks of 32 KiB; in them records: checksum (4), length (2), type (1: whole, 2: first, 3: middle, 4: last part). */
function breaksOff(log: Buffer): boolean {
  let isInside = false
  for (let at = 0; at < log.length; ) {
    const room = blockBytes - (at % blockBytes)
    if (room < headerBytes) {
      at += room
      continue
    }
    if (at + headerBytes > log.length) return true
    const type = log[at + 6]!
    // Room taken in advance, or a kind of record that RocksDB must judge.
    if (type === 0 || type > 4) return isInside
    at += headerBytes + log.readUInt16LE(at + 4)
    isInside = type === 2 || type === 3
    if (at > log.length) return true
  }
  return isInside
}
