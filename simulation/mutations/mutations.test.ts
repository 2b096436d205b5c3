import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patched } from './checkMutations.ts'
import { mutations } from './mutations.ts'

const streams = join(import.meta.dirname, '..', '..', 'streams')

test.each(mutations.map(mutation => [mutation.name, mutation] as const))('applies: %s', (_, { patches }) => {
  for (const { file, find, replace } of patches) {
    const text = readFileSync(join(streams, file), 'utf8')
    expect(patched(text, file, find, replace)).not.toBe(text)
  }
})

test('docs/testing.md has a line for each', () => {
  const text = readFileSync(join(streams, '..', 'docs', 'testing.md'), 'utf8')
  const [, table = ''] = text.split('| taken away | noticed by |\n|---|---|\n')
  const listed = table
    .split('\n\n')[0]!
    .split('\n')
    .map(line => line.split(' | ')[0]!.slice(2))
  expect(listed).toEqual(mutations.map(({ name }) => name))
})
