import { expect, test } from 'vitest'
import { type ShownPage, ShownPages } from './shownPages.ts'

const page = (position: number): ShownPage => ({ position, next: null, pieces: [], keyHashes: [] })

function kept() {
  const due: (() => void)[] = []
  const pages = new ShownPages({
    after: (_ms, call) => {
      due.push(call)
      return () => {}
    },
  })
  let reads = 0
  return {
    get: (name: string) => pages.get(name, async () => page(++reads)),
    fail: (name: string) => pages.get(name, () => Promise.reject(new Error('nobody has it'))),
    /** The moment is over for what was read. */
    pass: () => {
      for (const call of due.splice(0)) call()
    },
  }
}

test('who asks for the same within a moment gets the same; then it is forgotten', async () => {
  const { get, pass } = kept()
  const both = await Promise.all([get('a'), get('a')])
  expect(both.map(({ position }) => position)).toEqual([1, 1])
  expect((await get('a')).position).toBe(1)
  expect((await get('b')).position).toBe(2)
  pass()
  expect((await get('a')).position).toBe(3)
})

test('a failure is told to who waits for it, and not kept', async () => {
  const { get, fail } = kept()
  const both = await Promise.allSettled([fail('a'), get('a')])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await get('a')).position).toBe(1)
})

test('pages are not kept without end', async () => {
  const { get } = kept()
  for (let i = 0; i < 65; i++) await get(String(i))
  expect((await get('64')).position).toBe(65)
  expect((await get('0')).position).toBe(66)
})
