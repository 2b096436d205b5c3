import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Supervisor } from './supervisor.ts'
import { supervise } from './test/supervise.ts'

const open: Supervisor[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop()
})
const begin = (...given: Parameters<typeof supervise>) => {
  const all = supervise(...given)
  open.push(all.supervisor)
  all.supervisor.start()
  return all
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a child that is killed comes back at its port, and nobody leaves for it', async () => {
  const { supervisor, reached, left } = begin(['serve', 'serve'])
  await reached('READY', 'READY')
  const before = supervisor.instances
  process.kill(before[0]!.pid!, 'SIGKILL')
  await vi.waitFor(
    () => expect(supervisor.instances[0]).toMatchObject({ state: 'READY', restarts: 1 }),
    5_000,
  )
  expect(supervisor.instances[0]!.port).toBe(before[0]!.port)
  expect(supervisor.instances[1]).toEqual(before[1])
  expect(left).toEqual([])
})

test('a crash loop ends FAILED with the last error, its work is given up; the others go on', async () => {
  const { supervisor, reached, left, log } = begin(['throw', 'serve'])
  await reached('FAILED', 'READY')
  expect(supervisor.instances[0]!.error).toMatch(/crash loop.*exit code 1: .*a mistake in the program/)
  expect(supervisor.instances[0]!.restarts).toBe(2)
  await vi.waitFor(() => expect(left).toEqual([1]))
  expect(log.join('\n')).toContain('instance failed; it is not started again')
})

test('an end that would repeat itself is not tried again, and when all have failed that is told', async () => {
  const { supervisor, reached } = begin(['refuse', 'refuse'])
  await reached('FAILED', 'FAILED')
  await supervisor.failed
  expect(supervisor.instances.map(({ error, restarts }) => [error, restarts])).toEqual([
    ['the configuration is wrong', 0],
    ['the configuration is wrong', 0],
  ])
})

test('of a child that stays away longer, the work is given to others before it is started again', async () => {
  const { supervisor, reached, left } = begin(['serve'], {
    leaveAfterMs: 5,
    leave: async instance => {
      await new Promise(resolve => setTimeout(resolve, 50))
      expect(supervisor.instances[0]!.pid).toBeNull()
      left.push(instance)
    },
  })
  await reached('READY')
  process.kill(supervisor.instances[0]!.pid!, 'SIGKILL')
  await vi.waitFor(() => expect(supervisor.instances[0]!.restarts).toBe(1), 5_000)
  expect(left).toEqual([1])
})

test('a rolling restart replaces one after the other; all stay members, and one that failed is back', async () => {
  const { supervisor, reached, left, log, does } = begin(['serve', 'throw', 'serve'])
  await reached('READY', 'FAILED', 'READY')
  does[1] = 'serve'
  left.length = 0
  const pids = supervisor.instances.map(({ pid }) => pid)
  const seen: number[] = []
  const restarted = await supervisor.restart(async () => {
    seen.push(supervisor.instances.filter(({ state }) => state === 'READY').length)
    return true
  })
  expect(restarted).toBe(true)
  await reached('READY', 'READY', 'READY')
  expect(supervisor.instances.every(({ pid }, index) => pid !== pids[index])).toBe(true)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(2)
  expect(left).toEqual([])
  expect(log.filter(line => line.startsWith('stops, leave false'))).toHaveLength(2)
})

test('a rolling restart ends where one does not come back', async () => {
  const { supervisor, reached, does } = begin(['serve', 'serve'])
  await reached('READY', 'READY')
  const { pid } = supervisor.instances[1]!
  does[0] = 'refuse'
  expect(await supervisor.restart()).toBe(false)
  expect(supervisor.instances).toMatchObject([{ state: 'FAILED' }, { state: 'READY', pid }])
})

test('a stop ends all in order; one that hangs is killed in the end, and its work given up', async () => {
  const { supervisor, reached, left, log } = begin(['serve', 'hang'], { stopTimeoutMs: 300 })
  await reached('READY', 'READY')
  await supervisor.stop()
  expect(supervisor.instances.map(({ state, pid }) => [state, pid])).toEqual([
    ['STOPPED', null],
    ['STOPPED', null],
  ])
  expect(left).toEqual([2])
  expect(log.some(line => line.startsWith('stops, leave true'))).toBe(true)
})

test('a stop while one waits to be started again does not start it, and takes its leave', async () => {
  const backoff = { firstMs: 60_000, longestMs: 60_000, deaths: 3, windowMs: 60_000 }
  const { supervisor, reached, left } = begin(['throw'], { backoff, leaveAfterMs: 100_000 })
  await reached('WAITING')
  await supervisor.stop()
  expect(left).toEqual([1])
  expect(supervisor.instances[0]!.restarts).toBe(0)
})

test('children end when their supervisor is killed', async () => {
  const program = `
    import { supervise } from ${JSON.stringify(join(import.meta.dirname, 'test', 'superviseAlone.ts'))}
    supervise(pids => console.log(JSON.stringify(pids)))`
  const args = ['--input-type=module-typescript', '-e', program]
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(chunk.toString()) as number[]
  expect(pids.map(isAlive)).toEqual([true, true])
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), 5_000)
})
