import type { PracticeRecord } from './practiceRecord.ts'

/** What goes wrong in real topics, one of each: every one of these belongs in cabinet.dlq. */
const broken: readonly (readonly [topic: string, key: string | null, value: string | null])[] = [
  ['patient.created', 'PAT-0666', '{"patientId":"PAT-0666","nom":"Coup'],
  ['patient.created', null, '{"nom":"Sans-Id","prenom":"Personne"}'],
  ['medecin.created', 'MED-99', '{"medecinId":"MED-99","tarif":"deux cents"}'],
  [
    'rendezvous.created',
    'RDV-X1',
    '{"rendezVousId":"RDV-X1","patientId":"PAT-0001","medecinId":"MED-01","dateRendezVous":[2026,2,30,10,0]}',
  ],
  [
    'rendezvous.created',
    'RDV-X2',
    '{"eventId":"x2","eventType":"patient.created","data":{"patientId":"PAT-0001"}}',
  ],
  ['rendezvous.cancelled', 'RDV-X3', null],
]

export const brokenCount = broken.length

export function brokenRecord(index: number, timestamp: number): PracticeRecord {
  const [topic, key, value] = broken[index % broken.length]!
  return { topic, key, value, headers: [], timestamp }
}
