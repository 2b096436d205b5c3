import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Runs `work` while no other launcher of this checkout installs: two `npm ci` at once delete each other's files.
 * A lock whose owner died is taken over.
 */
export async function withInstallLock(root, work) {
  const file = join(root, 'data', 'install.lock')
  mkdirSync(join(root, 'data'), { recursive: true })
  for (let waits = 0; !acquired(file); waits++) {
    if (waits === 0) console.error('Another command is installing the dependencies; waiting for it …')
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function acquired(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!ownerLives(file)) rmSync(file, { force: true })
    return false
  }
}

function ownerLives(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    // Empty for the instant between creation and writing: then somebody is there.
    if (!owner) return true
    process.kill(owner, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
