import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leftStateDirs } from './leftOutboxes.ts'

test('outboxes of instances that do not run, or of all when none has one', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'left-'))
  try {
    for (const folder of ['outbox', '2/outbox', '3/outbox', '4/rocksdb', 'rocksdb', 'outbox/5'])
      await mkdir(join(stateDir, folder), { recursive: true })
    const [second, third] = [join(stateDir, '2'), join(stateDir, '3')]
    expect(leftStateDirs(stateDir, 3, true)).toEqual([])
    expect(leftStateDirs(stateDir, 1, true)).toEqual([second, third])
    expect(leftStateDirs(stateDir, 3, false)).toEqual([stateDir, second, third])
    expect(leftStateDirs(join(stateDir, 'none'), 1, false)).toEqual([])
  } finally {
    await rm(stateDir, { recursive: true })
  }
})
