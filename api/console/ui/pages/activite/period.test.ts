import { expect, test, vi } from 'vitest'

vi.mock('millrace/console/ui/format.ts', () => ({ locale: () => 'en-GB' }))

const { isPeriod, nameOf, partsOf, shifted, shortNameOf } = await import('./period.ts')

test('months and years before and after', () => {
  expect(shifted('2026-01', -1)).toBe('2025-12')
  expect(shifted('2026-12', 1)).toBe('2027-01')
  expect(shifted('2026', -1)).toBe('2025')
})

test('all their days, or months', () => {
  expect(partsOf('2024-02')).toHaveLength(29)
  expect(partsOf('2026-11').at(-1)).toBe('2026-11-30')
  expect(partsOf('2026').at(-1)).toBe('2026-12')
})

test('what an address may say, and how it is called', () => {
  expect(['2026', '2026-11', '2026-13', '26', '2026-11-01', ''].map(isPeriod)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['2026', '2026-11', '2026-11-22'].map(nameOf)).toEqual([
    '2026',
    'November 2026',
    'Sun, 22 November 2026',
  ])
  expect(['2026-11', '2026-11-02'].map(shortNameOf)).toEqual(['Nov', '2'])
})
