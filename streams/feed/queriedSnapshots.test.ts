import { expect, test, vi } from 'vitest'
import { Position } from '../queries/position.ts'
import { PartitionsUnavailable } from '../queries/unanswered.ts'
import { QueriedSnapshots } from './queriedSnapshots.ts'

const answer = <T>(value: T, position: number) => ({
  value,
  sources: [{ role: 'standby' as const, partition: 2, position, lag: 0, behindMs: 0 }],
  position: Position.none,
  missing: [],
})
const page = vi.fn()
const indexPage = vi.fn()
const snapshots = new QueriedSnapshots({ page, indexPage } as never)
const by = { index: 'byPatient', key: 'P1' }
const where = { patientId: 'P1' }

test('rows that an index finds are one page; its rows are as of the position that was read with them', async () => {
  indexPage.mockResolvedValueOnce(answer({ rows: [['R1', { n: 1 }, 'place']], next: null }, 7))
  expect(await snapshots.page('rendezvous', 2, { limit: 500, by, where })).toEqual({
    rows: [['R1', { n: 1 }]],
    next: null,
    position: 7,
    role: 'standby',
  })
  expect(indexPage).toHaveBeenLastCalledWith('rendezvous', { ...by, where, limit: 1000, partitions: [2] })
  expect(page).not.toHaveBeenCalled()
})

test('where they are more than a page, all rows are looked at in the order of their keys', async () => {
  indexPage.mockResolvedValueOnce(answer({ rows: [['R9', {}, 'place']], next: 'place' }, 7))
  page.mockResolvedValueOnce(answer({ rows: [['R1', { n: 1 }]], next: 'R1' }, 8))
  expect(await snapshots.page('rendezvous', 2, { limit: 500, by, where })).toEqual({
    rows: [['R1', { n: 1 }]],
    next: 'R1',
    position: 8,
    role: 'standby',
  })
  expect(page).toHaveBeenLastCalledWith('rendezvous', { where, limit: 500, partitions: [2] })
})

test('nobody that has the partition is no page; what is wrong otherwise is told', async () => {
  page.mockRejectedValueOnce(new PartitionsUnavailable('rendezvous', [2]))
  expect(await snapshots.page('rendezvous', 2, { limit: 500 })).toBeNull()
  page.mockRejectedValueOnce(new TypeError('no such store'))
  await expect(snapshots.page('rendezvous', 2, { limit: 500 })).rejects.toThrow('no such store')
})
