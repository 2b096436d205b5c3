import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import type { SupervisedStatus } from '../cli/askStatus.ts'
import { cabinet } from '../topology/cabinet.ts'
import { describeWithBroker } from './setup/broker.ts'
import { freePorts } from './setup/freePorts.ts'

const root = join(import.meta.dirname, '..')
/** Three tasks each, one an instance. */
const { subtopologies } = cabinet()
const stateful = subtopologies.filter(({ stores }) => stores.length > 0)

/** On a machine that is busy with other things, three restarts take a while. */
const patience = 180_000

/** `npm start -- --instances 3` with standbys, as processes, on a Kafka of its own. The tests tell one story and need their order. */
describeWithBroker('three instances under a supervisor', () => {
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let environment: NodeJS.ProcessEnv
  let stateDir: string
  let url: string
  let notifications: string
  let start: ChildProcess

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    stateDir = await mkdtemp(join(tmpdir(), 'cabinet-'))
    const port = await freePorts(4)
    url = `http://127.0.0.1:${port}`
    environment = {
      ...process.env,
      KAFKA_BROKERS: broker.brokers.join(),
      PORT: String(port),
      STATE_DIR: stateDir,
      STANDBYS: '1',
      DEMO_RATE: '20',
      // However slow the machine: a restart is over before the group gives a member up.
      SESSION_TIMEOUT_MS: '60000',
      LOG_LEVEL: 'warn',
    }
    start = spawn(process.execPath, ['cli/start.ts', '--instances', '3', '--json'], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface({ input: start.stdout! }), 'line')) as [string]
    const said = JSON.parse(line) as { api: string; notifications: string }
    expect(said.api).toBe(`${url}/api/patients`)
    notifications = said.notifications
    // The past is processed, and each task with state is followed by somebody who has caught up.
    await until(async () => (await fetch(`${url}/api/patients/PAT-0002/dossier`)).ok)
    await until(async () => (await followed()) === 3 * stateful.length)
  }, patience)
  afterAll(async () => {
    if (start?.exitCode === null && start.kill()) await once(start, 'exit')
    await broker?.stop()
    await rm(stateDir, { recursive: true, force: true })
  })

  const status = async () => (await (await fetch(`${url}/api/status`)).json()) as SupervisedStatus
  const followed = async () =>
    (await status()).instances
      .flatMap(({ status }) => status?.standbys ?? [])
      .filter(({ stores }) => stores.every(({ behindMs }) => behindMs !== null)).length
  /** Who has what, and under which epoch: the same again if nothing was moved. */
  const assignment = async () =>
    (await status()).instances.map(({ status }) => ({
      member: status?.memberId,
      epoch: status?.memberEpoch,
      tasks: status?.tasks.map(({ id }) => id).sort(),
    }))
  async function until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + patience
    while (!(await holds().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`Not reached: ${JSON.stringify(await status())}`)
      await setTimeout(100)
    }
  }
  const allReady = async () => (await status()).instances.every(({ state }) => state === 'READY')

  /** Reads again and again while the work goes on. */
  async function readsDuring(work: () => Promise<unknown>) {
    const paths = [
      '/api/rendezvous?limit=5',
      '/api/patients/PAT-0001',
      '/api/patients/PAT-0002/dossier',
      '/api/factures?limit=5',
    ]
    const failed: string[] = []
    let [answered, fromStandby, over] = [0, 0, false]
    const read = async () => {
      while (!over) {
        const path = paths[answered % paths.length]!
        const answer = await fetch(`${url}${path}`)
        if (answer.headers.get('x-freshness')?.startsWith('standby; ')) fromStandby += 1
        if (answer.ok) await answer.arrayBuffer()
        else failed.push(`${answered}. ${path}: ${answer.status} ${await answer.text()}`)
        answered += 1
        await setTimeout(10) // what is restarted needs the processor too
      }
    }
    const reading = Promise.all([read(), read()])
    try {
      await work()
    } finally {
      over = true
      await reading
    }
    return { failed, answered, fromStandby }
  }

  test('the first has the place of a single instance, the others folders in it', async () => {
    for (const { instance, status: own } of (await status()).instances) {
      const folder = instance === 1 ? stateDir : join(stateDir, String(instance))
      const identity = JSON.parse(await readFile(join(folder, 'identity.json'), 'utf8'))
      expect(JSON.stringify(identity)).toContain(own?.memberId)
    }
  })

  test(
    'a rolling restart replaces all; every read is answered, and no task moves',
    async () => {
      await until(allReady)
      const before = await assignment()
      const reads = await readsDuring(async () => {
        const restart = spawn(process.execPath, ['cli/main.ts', 'restart', '--json'], {
          cwd: root,
          env: environment,
          stdio: ['ignore', 'ignore', 'inherit'],
        })
        expect((await once(restart, 'exit'))[0]).toBe(0)
      })
      expect(reads.failed).toEqual([])
      expect(reads.fromStandby).toBeGreaterThan(0)
      expect(reads.answered).toBeGreaterThan(reads.fromStandby)
      expect(await assignment()).toEqual(before)
      expect((await status()).instances.map(({ restarts }) => restarts)).toEqual([1, 1, 1])
    },
    patience,
  )

  test(
    'one that is killed comes back to its tasks; every read is answered meanwhile',
    async () => {
      const before = await assignment()
      const reads = await readsDuring(async () => {
        process.kill((await status()).instances[1]!.pid!, 'SIGKILL')
        await until(async () => (await status()).instances[1]!.restarts === 2 && (await allReady()))
      })
      expect(reads.failed).toEqual([])
      expect(await assignment()).toEqual(before)
    },
    patience,
  )

  test('metrics are those of all', async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    for (const instance of [1, 2, 3])
      expect(text).toContain(`millrace_tasks{instance="${instance}"} ${subtopologies.length}`)
  })

  test('the notifications worker runs beside them', async () => {
    await until(async () => (await fetch(new URL('/ready', notifications))).ok)
    expect(await (await fetch(notifications)).text()).toContain('notification_sent_total')
  })

  test('SIGTERM ends them all in order', async () => {
    const { pid, instances } = await status()
    process.kill(pid, 'SIGTERM')
    expect((await once(start, 'exit'))[0]).toBe(0)
    for (const each of instances) expect(() => process.kill(each.pid!, 0)).toThrow('ESRCH')
    await expect(fetch(notifications)).rejects.toThrow('fetch failed')
  })
})
