import { expect, test } from 'vitest'
import { type ShownPage, ShownPages } from './shownPages.ts'

const page = (position: number): ShownPage => ({ position, next: null, pieces: [], keyHashes: [] })

test('who asks for the same within a moment gets the same; a failure is nobody else’s', async () => {
  let now = 0
  let reads = 0
  const pages = new ShownPages(() => now)
  const get = (name = 'a') => pages.get(name, async () => page(++reads))
  const both = await Promise.all([get(), get()])
  expect(both.map(({ position }) => position)).toEqual([1, 1])
  now = 999
  expect((await get()).position).toBe(1)
  expect((await get('b')).position).toBe(2)
  now = 1_000
  expect((await get()).position).toBe(3)
  now = 5_000
  const failing = pages.get('c', () => Promise.reject(new Error('nobody has it')))
  await expect(failing).rejects.toThrow('nobody has it')
  expect((await get('c')).position).toBe(4)
})

test('pages are not kept without end', async () => {
  let reads = 0
  const pages = new ShownPages(() => 0)
  for (let i = 0; i < 100; i++) await pages.get(String(i), async () => page(++reads))
  await pages.get('99', async () => page(++reads))
  expect(reads).toBe(100)
  await pages.get('0', async () => page(++reads))
  expect(reads).toBe(101)
})
