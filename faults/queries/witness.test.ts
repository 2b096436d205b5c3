import { expect, test } from 'vitest'
import { Witness } from './witness.ts'

const active = (sent: number, received = sent) => ({ sent, received, age: 'active' as const })

function seen(): Witness {
  const witness = new Witness()
  witness.write('patients/P', 5)
  expect(witness.judge([{ thing: 'patients/P', rank: 3 }], active(0, 10), null)).toEqual([])
  return witness
}

test('what was seen is not unseen by an answer that was asked for later', () => {
  const witness = seen()
  expect(witness.judge([{ thing: 'patients/P', rank: 2 }], active(9, 20), null)).toEqual([])
  expect(witness.judge([{ thing: 'patients/P', rank: 2 }], active(10, 20), null)).toHaveLength(1)
  expect(witness.judge([{ thing: 'patients/P', rank: 0 }], active(30), null)).toHaveLength(1)
  expect(witness.judge([{ thing: 'patients/P', rank: 4 }], active(30), null)).toEqual([])
})

test('a standby is held to its word', () => {
  const witness = seen()
  const aged = (age: number | null) => ({ sent: 50, received: 60, age })
  expect(witness.judge([{ thing: 'patients/P', rank: 0 }], aged(41), null)).toEqual([])
  expect(witness.judge([{ thing: 'patients/P', rank: 0 }], aged(null), null)).toEqual([])
  expect(witness.judge([{ thing: 'patients/P', rank: 0 }], aged(40), null)).toHaveLength(1)
})

test('a list has all that was seen', () => {
  const witness = seen()
  expect(witness.judge([], active(20), 'patients/')).toHaveLength(1)
  expect(witness.judge([], active(20), 'rendezvous/')).toEqual([])
})

test('nothing comes from nowhere', () => {
  expect(seen().judge([{ thing: 'patients/P', rank: 6 }], active(20), null)).toHaveLength(1)
})
