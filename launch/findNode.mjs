import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LaunchError } from './launchError.mjs'
import { npm } from './npm.mjs'

/**
 * A Node new enough to run TypeScript as it is: this one, or the one that the npm package `node` brings. The package's
 * install script fetches the binary; npm may have skipped it, so the binary is asked for its version, not trusted.
 */
export async function findNode(root) {
  const needed = neededMajor(root)
  if (majorOf(process.version) >= needed) return process.execPath
  const local = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (answers(local, needed)) return local
  console.error(`Fetching Node ${needed} for this checkout (this is ${process.version}) …`)
  const { output } = await npm(['rebuild', 'node'], root)
  if (answers(local, needed)) return local
  const said = output.trim().split('\n').slice(-8).join('\n')
  throw new LaunchError(
    `Node ${needed} or newer is needed; this is ${process.version}, and the npm package \`node\` gave none` +
      `${said ? `:\n\n${said}\n` : '.'}\nInstall Node ${needed} from nodejs.org or a version manager and try again.`,
  )
}

function neededMajor(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Number(/\d+/.exec(engines.node)[0])
}

function answers(node, needed) {
  if (!existsSync(node)) return false
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 && majorOf(stdout) >= needed
}

function majorOf(version) {
  return Number(/\d+/.exec(version)?.[0] ?? 0)
}
