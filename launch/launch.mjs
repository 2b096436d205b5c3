import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkRocksdb } from './checkRocksdb.mjs'
import { ensureDependencies } from './ensureDependencies.mjs'
import { findNode } from './findNode.mjs'
import { LaunchError } from './launchError.mjs'
import { root } from './root.mjs'
import { runEntry } from './runEntry.mjs'

/** Prepares the machine, runs one entry, and leaves with its exit code. Never throws: what fails is said on stderr. */
export async function launch({ entry, rocksdb }, args, cwd) {
  try {
    await ensureDependencies(root)
    const node = await findNode(root)
    if (rocksdb) checkRocksdb(root, node)
    if (!existsSync(join(root, entry))) throw new LaunchError(`${entry} is not in this checkout.`)
    process.exitCode = await runEntry(root, node, entry, args, cwd)
  } catch (error) {
    console.error(error instanceof LaunchError ? `\n${error.message}\n` : error)
    process.exitCode = 1
  }
}
