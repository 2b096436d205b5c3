import { expect, test } from 'vitest'
import { NodeProbes } from '../operators/nodeProbes.ts'
import { systemTime, type Time } from './time.ts'
import { Watches } from './watches.ts'

function start() {
  let now = 0
  let timers: { readonly at: number; readonly call: () => void }[] = []
  const time: Time = {
    ...systemTime,
    after: (ms, call) => {
      const timer = { at: now + ms, call }
      timers.push(timer)
      return () => {
        timers = timers.filter(each => each !== timer)
      }
    },
  }
  const probes = new NodeProbes([{ name: 'a' }, { name: 'b' }], systemTime)
  const pass = (ms: number) => {
    now += ms
    const due = timers.filter(({ at }) => at <= now)
    timers = timers.filter(({ at }) => at > now)
    for (const { call } of due) call()
  }
  const watched = () => ['a', 'b'].filter(name => probes.of(name).kept !== null).join('')
  return { watches: new Watches(probes, time), probes, pass, watched, waiting: () => timers.length }
}

test('who is asked for again within ten seconds stays watched; the others are forgotten', () => {
  const { watches, probes, pass, watched } = start()
  watches.watch('a')
  watches.watch('b')
  pass(9_000)
  watches.watch('a')
  expect(watched()).toBe('ab')
  pass(9_000)
  expect(watched()).toBe('a')
  pass(1_000)
  expect(watched()).toBe('')
  expect(probes.isWatched).toBe(false)
})

test('closing ends all watches and leaves nothing waiting', () => {
  const { watches, watched, waiting } = start()
  watches.watch('a')
  watches.watch('b')
  watches.close()
  expect(watched()).toBe('')
  expect(waiting()).toBe(0)
})

test('what is no step cannot be watched', () => {
  expect(() => start().watches.watch('c')).toThrow('The topology has no step "c". It has: a, b')
})
