import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createKey } from '../api/access/accessKeys.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import type { TrailEntry } from '../events/trailEntry.ts'
import { describeWithBroker } from './setup/broker.ts'
import { freePorts } from './setup/freePorts.ts'

const root = join(import.meta.dirname, '..')
const patience = 180_000

/** Two supervised instances that ask for keys, with their notifications worker, on a Kafka of its own. The tests tell one story. */
describeWithBroker('a cabinet that asks who is there', () => {
  const desk = createKey('desk', ['secretariat', 'comptable'], null)
  const medecin = createKey('medecin', ['medecin'], 'M1')
  const operator = createKey('operator', ['observation'], null)
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let folder: string
  let environment: NodeJS.ProcessEnv
  let url: string
  let notifications: string
  let start: ChildProcess

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    folder = await mkdtemp(join(tmpdir(), 'cabinet-'))
    await writeFile(join(folder, 'keys'), [desk, medecin, operator].map(({ line }) => line).join('\n'))
    const port = await freePorts(3)
    url = `http://127.0.0.1:${port}`
    environment = {
      ...process.env,
      KAFKA_BROKERS: broker.brokers.join(),
      PORT: String(port),
      STATE_DIR: folder,
      ACCESS_KEYS_FILE: join(folder, 'keys'),
      DEMO: '0',
      SESSION_TIMEOUT_MS: '60000',
      LOG_FORMAT: 'json',
    }
    start = spawn(process.execPath, ['cli/start.ts', '--instances', '2', '--json'], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: start.stdout! })) {
      log.push(line)
      if (!line.startsWith('{"console"')) continue
      notifications = (JSON.parse(line) as { notifications: string }).notifications
      break
    }
    createInterface({ input: start.stdout! }).on('line', line => log.push(line))
  }, patience)
  const log: string[] = []
  afterAll(async () => {
    if (start?.exitCode === null) {
      start.kill('SIGTERM')
      await once(start, 'exit')
    }
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  }, patience)

  const ask = (path: string, key: string | null, options: RequestInit = {}) =>
    fetch(`${url}${path}`, {
      ...options,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    })
  const status = async (path: string, key: string | null) => (await ask(path, key)).status
  const post = (path: string, body: object) =>
    ask(path, desk.key, { method: 'POST', body: JSON.stringify(body) })
  async function cabinet(args: readonly string[], env: object = {}) {
    const child = spawn(process.execPath, ['cli/main.ts', ...args], {
      cwd: root,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const text = { out: '', error: '' }
    child.stdout.on('data', data => {
      text.out += data
    })
    child.stderr.on('data', data => {
      text.error += data
    })
    const [code] = (await once(child, 'close')) as [number]
    return { code, ...text }
  }

  test('answers who has a key, as far as his role reaches, whichever instance has the rows', {
    timeout: patience,
  }, async () => {
    for (const n of ['1', '2']) {
      await post('/api/patients', { patientId: `P${n}`, nom: `Bennis-${n}`, email: `p${n}@example.ma` })
      await post('/api/medecins', { medecinId: `M${n}`, nom: 'Tazi' })
    }
    const dateRendezVous = new Date(Date.now() + 7 * 86_400_000).toISOString()
    await post('/api/rendezvous', { rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1', dateRendezVous })
    const waiting = { timeout: 60_000, interval: 200 }
    await vi.waitFor(async () => {
      const { statut } = (await (await ask('/api/rendezvous/R1', desk.key)).json()) as { statut: string }
      expect(statut).toBe('ACCEPTE')
    }, waiting)
    await vi.waitFor(
      async () => expect(await status('/api/patients/P1/dossier', medecin.key)).toBe(200),
      waiting,
    )
    expect(await status('/api/patients/P2/dossier', medecin.key)).toBe(403)
    expect(await status('/api/patients/P1/dossier', null)).toBe(401)
    expect(await status('/api/patients/P1/dossier', operator.key)).toBe(403)
    const list = (await (await ask('/api/patients', desk.key)).json()) as { items: unknown[] }
    expect(list.items).toHaveLength(2)
    expect([
      await status('/health', null),
      await status('/api/status', null),
      await status('/metrics', operator.key),
    ]).toEqual([200, 401, 200])
  })

  test('its worker reads names, and asks for keys too', { timeout: patience }, async () => {
    await vi.waitFor(
      async () => {
        const answer = await fetch(notifications, { headers: { authorization: `Bearer ${operator.key}` } })
        const sent = /notification_sent_total\{channel="log"\} [1-9]/.test(await answer.text())
        expect(sent, log.slice(-20).join('\n')).toBe(true)
      },
      { timeout: 60_000, interval: 500 },
    )
    expect((await fetch(notifications)).status).toBe(401)
  })

  test('its commands ask with a key', { timeout: patience }, async () => {
    expect(await cabinet(['status'])).toMatchObject({
      code: 1,
      error: expect.stringContaining('CABINET_KEY'),
    })
    const answered = await cabinet(['status', '--json'], { CABINET_KEY: operator.key })
    expect((JSON.parse(answered.out) as { instances: unknown[] }).instances).toHaveLength(2)
    const audited = await cabinet(['audit', '--json'], { CABINET_KEY: desk.key })
    expect(JSON.parse(audited.out.trim().split('\n').at(-1)!)).toMatchObject({ equal: true })
  })

  test('who was answered what is in the audit trail', { timeout: patience }, async () => {
    const trail = async (...args: readonly string[]) => {
      const { out } = await cabinet(['audit-trail', '--json', ...args])
      return (JSON.parse(out) as { lines: readonly TrailEntry[] }).lines
    }
    await vi.waitFor(
      async () => {
        const lines = await trail('--patient', 'P2', '--who', 'key:medecin')
        expect(lines).toMatchObject([{ route: '/api/patients/:id/dossier', status: 403, roles: ['medecin'] }])
      },
      { timeout: 60_000, interval: 500 },
    )
    const commands = (await trail('--who', 'key:desk')).filter(({ action }) => action === 'command')
    expect(commands.map(({ about, patients }) => [about, patients])).toEqual([
      ['P1', ['P1']],
      ['M1', []],
      ['P2', ['P2']],
      ['M2', []],
      ['R1', ['P1']],
    ])
    expect(JSON.stringify(await trail('--limit', '1000'))).not.toMatch(/Bennis|example\.ma/)
  })

  test('a key whose line is taken away is gone, in all instances', { timeout: patience }, async () => {
    await writeFile(join(folder, 'keys'), [medecin, operator].map(({ line }) => line).join('\n'))
    await vi.waitFor(
      async () => {
        const statuses = await Promise.all(Array.from({ length: 4 }, () => status('/api/patients', desk.key)))
        expect(statuses).toEqual([401, 401, 401, 401])
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(await status('/api/medecins/M1/agenda', medecin.key)).toBe(200)
  })

  test('no name, no key and no secret is in the log', async () => {
    expect(log.length).toBeGreaterThan(3)
    // The worker's channel is the log itself: it writes whom it would have written to.
    const others = log.filter(line => !line.includes('"worker":"notifications"')).join('\n')
    for (const word of ['Bennis', 'example.ma', desk.key, medecin.key, 'Bearer'])
      expect(others).not.toContain(word)
    expect(await readFile(join(folder, 'keys'), 'utf8')).not.toContain(medecin.key)
  })
})
