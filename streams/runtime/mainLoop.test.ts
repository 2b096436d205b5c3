import { expect, test } from 'vitest'
import { type Assignment, noTasks } from './assignment.ts'
import { IntakeRate } from './intakeRate.ts'
import { MainLoop, type MainLoopOptions } from './mainLoop.ts'
import { Orders } from './orders.ts'
import { Signal } from './signal.ts'
import { systemTime } from './time.ts'
import { Timeline } from './timeline.ts'
import { TopicCounts } from './topicCounts.ts'

/** A main loop over parts that do nothing but remember what they should run and how often a commit was begun. */
function looping() {
  let target: Assignment = { active: ['0_0'], standby: [], warmup: [] }
  let commits = 0
  let epoch = 1
  const wake = new Signal(systemTime)
  const tasks = {
    get target() {
      return target
    },
    setTarget: (tasks: Assignment | null) => {
      target = tasks ?? noTasks
      wake.raise()
    },
    running: [
      {
        run: async () => 0,
        cut: { follow: () => {} },
        processor: { punctuate: async () => false, schedule: { nextWallClock: Infinity } },
        sweep: async () => {},
        pendingBytes: 0,
      },
    ],
    revoked: [],
    isSettled: true,
    openMissing: () => {},
    cleanUp: async () => {},
    giveUp: async () => void tasks.running.splice(0),
  }
  const counters = { recoveries: 0, processed: 0, aborts: 0, consumed: new TopicCounts() }
  const loop = new MainLoop({
    settings: {
      logger: { info() {}, warn() {}, error() {} },
      time: systemTime,
      chunkRecords: 1,
      sliceMs: 5,
    },
    transactionalId: 'id',
    pendingBytes: 1,
    isPaused: () => false,
    orders: new Orders('live', new IntakeRate(null, systemTime)),
    outputs: { role: 'live' },
    takeOver: async () => ({}),
    tasks,
    transaction: { bytes: 0, isEmpty: false, producer: {}, sendFull: () => {}, restart: async () => {} },
    membership: {
      get epoch() {
        return epoch
      },
      isReady: true,
      report: () => {},
      hasten: () => {},
    },
    fetcher: { drained: () => {} },
    wake,
    commits: {
      untilDue: () => 10,
      turn: async () => void commits++,
      now: async (running: readonly unknown[]) => {
        if (running.length > 0) commits++
      },
      settle: async () => {},
    },
    counters,
    timeline: new Timeline(systemTime),
    became: () => {},
  } as unknown as MainLoopOptions)
  return {
    loop,
    counters,
    tasks,
    get commits() {
      return commits
    },
    join: (next: number) => {
      epoch = next
    },
  }
}

// The rejoin may be answered while the loop is still in a chunk or a commit: its tasks were then forgotten for good.
test('tasks given by a rejoin before the loop heard of the loss are kept', async () => {
  const { loop, tasks, counters } = looping()
  loop.lose()
  tasks.setTarget({ active: ['0_1'], standby: [], warmup: [] })
  const ended = loop.run()
  await new Promise(resolve => setTimeout(resolve, 30))
  loop.stop()
  await ended
  expect(tasks.target.active).toEqual(['0_1'])
  expect(counters.recoveries).toBe(1)
  expect(counters.aborts).toBe(1)
})

// The new epoch is valid, but what was processed under the old one may have been processed by another meanwhile.
test('nothing is committed between the loss of a membership and the recovery, though a new one has begun', async () => {
  const made = looping()
  const { loop, tasks } = made
  const [task] = tasks.running
  task!.run = async () => {
    if (made.counters.recoveries > 0) return 0
    made.join(0)
    loop.lose()
    made.join(2)
    loop.stop()
    return 1
  }
  await loop.run()
  expect(made.commits).toBe(0)
})
