import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names the packages whose installed version is not the one of package-lock.json. npm writes what it installed to
 * node_modules/.package-lock.json; comparing contents, not file times, survives `git checkout`, which touches files.
 */
export function missingPackages(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.peer)
    .filter(([path, entry]) => !isInstalled(entry, installed[path]))
    .map(([path]) => path.slice('node_modules/'.length))
}

function isInstalled(wanted, found) {
  return found !== undefined && (wanted.link === true || found.version === wanted.version)
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}
