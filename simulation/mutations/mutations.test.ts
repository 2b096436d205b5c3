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
