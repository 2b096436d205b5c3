import { expect, test } from 'vitest'
import type { Comparison } from '../../api/generations/comparison.ts'
import { tellComparison } from './tellComparison.ts'

const side = (rows: number) => ({ rows, hash: '0123456789abcdef', partitions: 3 })
const row = (value: object | null) => value && Buffer.from(JSON.stringify(value))

test('people are told how many rows differ, and of the first of them the fields that do', () => {
  const comparison: Comparison = {
    cut: 'c',
    left: 1,
    right: 2,
    at: '2026-01-01T00:00:00.000Z',
    heldMs: 411.6,
    positions: {},
    records: 12_345,
    isEqual: false,
    stores: [
      {
        store: 'factures',
        verdict: 'different',
        left: side(1_200),
        right: side(1_199),
        onlyLeft: 1,
        onlyRight: 0,
        changed: 2,
        first: [
          {
            partition: 0,
            key: Buffer.from('F1'),
            left: row({ montant: 200, de: { nom: 'x', ville: 'y' } }),
            right: row({ montant: 300, de: { nom: 'x', ville: 'z' }, neuf: true }),
          },
          { partition: 1, key: Buffer.from('F2'), left: row({ montant: 5 }), right: row(null) },
        ],
      },
      {
        store: 'patients',
        verdict: 'equal',
        left: side(7),
        right: side(7),
        onlyLeft: 0,
        onlyRight: 0,
        changed: 0,
        first: [],
      },
    ],
    outputs: [
      {
        topic: 'facture.created',
        left: { records: 3, ids: 3 },
        right: { records: 2, ids: 2 },
        onlyLeft: 1,
        onlyRight: 0,
        changed: 0,
        first: [],
      },
    ],
  }
  expect(tellComparison(comparison).join('\n')).toBe(`\
Generation 2 against 1, at 12,345 input records; intake was held for 412 ms.
  store                       rows of 1         of 2   hash
  factures                        1,200        1,199   2 differ, 1 missing
  patients                            7            7   01234567 equal

  factures:
    F1
      montant: 200 → 300
      de.ville: "y" → "z"
      neuf: none → true
    F2 is missing: {"montant":5}

  topic                     events of 1         of 2
  facture.created                     3            2   1 missing

Different: factures.`)
})
