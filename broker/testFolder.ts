import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leftBroker } from './adoptedBroker.ts'
import { brokerFolder } from './brokerFolder.ts'
import { isAlive, killProcess } from './processes.ts'

/** A new folder for a test's broker, marked with the process that it is for. */
export function createTestFolder(tests: string): string {
  mkdirSync(tests, { recursive: true })
  const path = mkdtempSync(join(tests, 'broker-'))
  writeFileSync(join(path, 'owner'), String(process.pid))
  return path
}

/** Ends the broker that runs on the folder, if one does, and deletes the folder. */
export async function removeTestFolder(path: string): Promise<void> {
  const left = leftBroker(brokerFolder(path))
  if (left !== undefined) await killProcess(left.pid)
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}

/** Removes what test runs left whose guard was killed with them, or whose machine went down. */
export async function sweepTestFolders(tests: string): Promise<void> {
  mkdirSync(tests, { recursive: true })
  const abandoned = readdirSync(tests).map(name => join(tests, name))
  for (const path of abandoned.filter(folder => !ownerLives(folder))) await removeTestFolder(path)
}

function ownerLives(path: string): boolean {
  try {
    return isAlive(Number(readFileSync(join(path, 'owner'), 'utf8')))
  } catch {
    return false
  }
}
