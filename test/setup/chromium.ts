import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './findProgram.ts'

/** The machine's own Chromium; null: there is none, and tests that need a browser are skipped. */
export const chromium = findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')

/** Opens a page in a browser of its own, without a window; returns how to close it. */
export async function openPage(url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ]
  const browser = spawn(chromium!, [...flags, url], { stdio: 'ignore' })
  const exited = new Promise(resolve => browser.once('exit', resolve))
  return async () => {
    browser.kill()
    await exited
    // Its helpers write for a moment longer.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}
