import { expect, test } from 'vitest'
import { commandOf, noPlan } from '../../api/console/ui/pages/reprocess/command.ts'
import { differing } from '../../api/console/ui/pages/reprocess/differing.ts'

const rules = [
  { name: 'DEFAULT_TARIF', value: '200', allowed: '', unit: '' },
  { name: 'OUTPUT_TYPES', value: 'none', allowed: '', unit: '' },
]

test('the command has what is another rule, and survives a shell', () => {
  const values = { DEFAULT_TARIF: ' 300 ', OUTPUT_TYPES: "facture.created=it's; rm -r /" }
  expect(commandOf({ ...noPlan, values, rate: '500', instances: '2', ending: 'auto' }, rules)).toBe(
    "npx cabinet reprocess --set DEFAULT_TARIF=300 --set 'OUTPUT_TYPES=facture.created=it'\\''s; rm -r /' --rate 500 --instances 2 --auto",
  )
  expect(commandOf({ ...noPlan, values: { DEFAULT_TARIF: '200' }, instances: '1' }, rules)).toBe(
    'npx cabinet reprocess',
  )
  expect(commandOf({ ...noPlan, purpose: 'verify', values, ending: 'switch' }, rules)).toBe(
    'npx cabinet verify',
  )
})

test('rows differ by fields, those within others too', () => {
  expect(differing('{"a":1,"b":{"c":"x","d":[1]},"e":2}', '{"a":1,"b":{"c":"y","d":[1]},"f":3}')).toEqual([
    { field: 'b.c', left: '"x"', right: '"y"' },
    { field: 'e', left: '2', right: null },
    { field: 'f', left: null, right: '3' },
  ])
  expect(differing(null, '{"a":1}')).toEqual([{ field: 'a', left: null, right: '1' }])
})
