import { expect, test } from 'vitest'
import { derivedId } from '../../events/derivedId.ts'
import { explain } from '../../explain/explain.ts'
import { memoryLog, partitions } from '../../explain/test/memoryLog.ts'
import { showExplanation } from './showExplanation.ts'

const at = (hour: number) => Date.UTC(2026, 3, 20, hour)
const told = (eventId: string, topic: string, hour: number, data: object, writtenAt = hour) => ({
  topic,
  key: null,
  timestamp: at(writtenAt),
  value: JSON.stringify({
    eventId,
    eventType: topic,
    timestamp: new Date(at(hour)).toISOString(),
    data,
  }),
})

test('one line a reason, an event, a row and what was published', async () => {
  const log = memoryLog([
    told('p', 'patient.created', 8, { patientId: 'P1', nom: 'Alaoui' }),
    told('m', 'medecin.created', 8, { medecinId: 'M1', tarif: 250 }),
    told('r', 'rendezvous.created', 10, { rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1' }),
    told('u', 'medecin.updated', 9, { medecinId: 'M1', tarif: 300 }, 12),
  ])
  const subject = { kind: 'facture', id: derivedId('facture', 'R1') } as const
  const options = { cabinet: {}, partitions, withPersonal: false, limit: 1 }
  const { explanation } = (await explain(subject, log, options))!
  const lines = showExplanation(explanation, { rows: 3, differences: [] })
  expect(lines.filter(line => line.includes(': 300.00: '))).toEqual([
    '  rendezvous R1: 300.00: the tarif of M1 since 2026-04-20T09:00:00.000Z, in force when it was asked for, 2026-04-20T10:00:00.000Z',
  ])
  expect(lines.slice(lines.indexOf('How it came about') + 1, -3)).toEqual([
    '  … 3 earlier ones: --limit shows more',
    '  2026-04-20T09:00:00.000Z  medecin.updated[0]@0  u  late: written 2026-04-20T12:00:00.000Z',
    '      rendezvous R1: conclusion.montantCentimes 25000 → 30000',
    `      consultations ${derivedId('consultation', 'R1')}: montantCentimes 25000 → 30000`,
    `      factures ${subject.id}: montantCentimes 25000 → 30000`,
    '      medecins M1: tarifCentimes 25000 → 30000, historique.tarifCentimes + (time 2026-04-20T09:00:00.000Z, value 30000)',
    expect.stringMatching(/^ {6}→ consultation\.created {2}/),
    expect.stringMatching(/^ {6}→ facture\.created {2}/),
    expect.stringMatching(/^ {6}→ notification\.requested \(facture\) {2}/),
  ])
  expect(lines.slice(-2)).toEqual([
    '4 records read: 4 events, 0 that are none, 0 of our own. 4 replayed; 0 other rendezvous could have wanted some of the same time.',
    'The running cabinet answers the same: 3 rows.',
  ])
})

test('where the running cabinet has it otherwise, what and what it may be for', async () => {
  const log = memoryLog([told('p', 'patient.created', 8, { patientId: 'P1' })]).map(each => ({
    ...each,
    begin: 7,
  }))
  const options = { cabinet: {}, partitions, withPersonal: false, limit: 1 }
  const { explanation } = (await explain({ kind: 'patient', id: 'P1' }, log, options))!
  const differences = [{ path: '/api/patients/P1', field: 'nom', replayed: null, live: '…' }]
  const lines = showExplanation(explanation, { rows: 1, differences })
  expect(lines).toContain('  /api/patients/P1 nom: replayed –, live …')
  expect(lines).toContain('  records that were deleted from patient.created[0]')
  expect(showExplanation(explanation, { skipped: 'no cabinet answers' }).at(-1)).toBe(
    'Not compared with the running cabinet: no cabinet answers.',
  )
})
