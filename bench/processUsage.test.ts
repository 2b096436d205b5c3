import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cpuMicrosOf, peakRssOf, processUsage } from './processUsage.ts'

test('processor time is that of the process and of its ended children, whatever its name', () => {
  const stat = '42 (a) b (c) S 1 42 42 0 -1 4194304 900 0 0 0 120 30 7 3 20 0 11 0 1 2 3'
  expect(cpuMicrosOf(stat)).toBe(1_600_000)
})

test('the largest resident set, in bytes', () => {
  expect(peakRssOf('VmPeak:\t 9999 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 1024 kB\n')).toBe(2_097_152)
})

test.runIf(process.platform === 'linux')(
  'threads and children that end meanwhile do not disturb',
  async () => {
    // Short-lived children without end: listed, and gone before they are read.
    const parent = spawn('sh', ['-c', 'while :; do (exit) & (exit) & wait; done'])
    try {
      await once(parent, 'spawn')
      for (let i = 0; i < 2000; i++) expect(processUsage(parent.pid!)!.cpuMicros).toBeGreaterThanOrEqual(0)
    } finally {
      parent.kill('SIGKILL')
      await once(parent, 'close')
    }
  },
)

test.runIf(process.platform === 'linux')('living children are part of it', async () => {
  const waits = "process.stdout.write('up');process.stdin.resume()"
  const program = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(waits)}]);
    child.stdout.once('data', () => process.stdout.write(String(child.pid)));
    process.stdin.on('end', () => child.stdin.end()).resume()`
  const parent = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [child] = (await once(parent.stdout, 'data')) as [Buffer]
    const both = processUsage(parent.pid!)!
    const alone = processUsage(Number(child.toString()))!
    expect(alone.peakRssBytes).toBeGreaterThan(0)
    expect(both.peakRssBytes).toBeGreaterThan(alone.peakRssBytes)
    expect(both.cpuMicros).toBeGreaterThanOrEqual(alone.cpuMicros)
  } finally {
    parent.stdin.end()
    await once(parent, 'close')
  }
})
