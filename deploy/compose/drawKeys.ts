/**
 * `node drawKeys.ts <folder>`: what the services of docker-compose.yml know each other by, drawn once: the keys that the cabinet
 * knows, that of Prometheus, that of the console, and the secret that instances share. What is there already stays.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKey } from '../../api/access/accessKeys.ts'

const folder = process.argv[2]
if (folder === undefined) throw new TypeError('Which folder: node drawKeys.ts <folder>')
const at = (name: string) => join(folder, name)
if (!existsSync(at('keys'))) {
  const everybody = createKey('console', ['secretariat', 'comptable', 'admin', 'observation'], null)
  const prometheus = createKey('prometheus', ['observation'], null)
  // Read by services with other users than this one's; the volume is nobody else's.
  writeFileSync(at('console-key'), everybody.key)
  writeFileSync(at('prometheus-key'), prometheus.key)
  writeFileSync(at('internal-secret'), randomBytes(32).toString('base64url'))
  writeFileSync(at('keys'), `${everybody.line}\n${prometheus.line}\n`)
}
console.log(
  `The console, at http://localhost:3000, asks for this key: ${readFileSync(at('console-key'), 'utf8')}`,
)
