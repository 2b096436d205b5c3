import { expect, test } from 'vitest'
import { Fresh } from './fresh.ts'

test('an answer is never older than the question, and questions share answers', async () => {
  let begun = 0
  const answers: ((of: number) => void)[] = []
  const fresh = new Fresh<number>(() => {
    begun++
    return new Promise(resolve => answers.push(resolve))
  })
  const first = fresh.get()
  const second = fresh.get()
  const third = fresh.get()
  expect(begun).toBe(1)
  answers[0]!(1)
  expect(await first).toBe(1)
  await Promise.resolve()
  expect(begun).toBe(2)
  answers[1]!(2)
  expect([await second, await third]).toEqual([2, 2])
  const fourth = fresh.get()
  answers[2]!(3)
  expect([await fourth, begun]).toEqual([3, 3])
})

test('a failure is that of who asked then alone', async () => {
  const answers: PromiseWithResolvers<number>[] = []
  const fresh = new Fresh<number>(() => {
    answers.push(Promise.withResolvers())
    return answers.at(-1)!.promise
  })
  const [first, second] = [fresh.get(), fresh.get()]
  answers[0]!.reject(new Error('away'))
  await expect(first).rejects.toThrow('away')
  await new Promise(setImmediate)
  answers[1]!.resolve(2)
  expect(await second).toBe(2)
})
