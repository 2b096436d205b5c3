import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findNode } from './findNode.mjs'
import { withInstallLock } from './installLock.mjs'
import { LaunchError } from './launchError.mjs'
import { missingPackages } from './missingPackages.mjs'
import { npm } from './npm.mjs'

/** Brings node_modules to what package-lock.json says; does nothing, in a few milliseconds, when it is there already. */
export async function ensureDependencies(root) {
  const unfinished = join(root, 'data', 'install.unfinished')
  const wanted = () => existsSync(unfinished) || missingPackages(root).length > 0
  if (!wanted()) return
  await withInstallLock(root, async () => {
    // Whoever held the lock may have done our work.
    if (!wanted()) return
    writeFileSync(unfinished, '')
    await install(root)
    rmSync(unfinished)
  })
}

async function install(root) {
  const first = !existsSync(join(root, 'node_modules'))
  const began = Date.now()
  console.error(
    first ? 'Installing dependencies, once (about 20 s) …' : 'Updating dependencies to package-lock.json …',
  )
  // Scripts are left out: none of ours needs one but `node`, and findNode runs that one when it is wanted.
  const options = ['--ignore-scripts', '--include=dev', '--include=optional']
  await mustSucceed(npm(['ci', ...options], root))
  const node = await findNode(root)
  // An old Node's npm leaves out, silently, the native packages whose `engines` ask for more than it (Vite's, on Debian's
  // Node 18). Run by the new one it fetches them.
  if (node !== process.execPath) await mustSucceed(npm(['install', '--no-save', ...options], root, node))
  console.error(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`)
}

async function mustSucceed(running) {
  const { code, output } = await running
  if (code !== 0) throw new LaunchError(installFailed(code, output))
}

function installFailed(code, output) {
  if (code === 127) return `npm could not be run (${output}). Install npm 10 or newer and try again.`
  const said = output.trim().split('\n').slice(-15).join('\n')
  return `npm failed with exit code ${code}. Its last words:\n\n${said}\n\n${installRemedy(output)}`
}

function installRemedy(output) {
  if (/ENOSPC/.test(output)) return 'The disk is full: free some space (about 600 MB) and try again.'
  if (/EACCES|EPERM/.test(output)) return 'node_modules belongs to another user: make it yours, or delete it.'
  if (/in sync/.test(output)) return 'package.json was changed without its lock file: run npm install.'
  if (/ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|network/.test(output)) {
    return 'The package registry cannot be reached: check the network and the npm proxy settings, and try again.'
  }
  return 'Run npm ci by itself to see all of it.'
}
