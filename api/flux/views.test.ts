import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDecoder } from '../../events/decode.ts'
import { encode, type OutgoingEvent } from '../../events/encode.ts'
import { agendaKey, ligneKey } from '../../state/keys.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { agendaRow, dossierRow, ligneRow, patientRow, rendezvousRow } from '../test/rows.ts'
import { eventTopics } from './eventTopics.ts'
import { views } from './views.ts'

const viewOf = (name: string) => views.find(view => view.name === name)!

test('docs/flux.md lists the views, with what narrows them', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'flux.md'), 'utf8')
    .split('## Views and filters')[1]!
    .split('\n## ')[0]!
  const listed = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(([, name, fields]) => [
    name,
    [...fields!.matchAll(/`(\w+)`/g)].map(([, field]) => field),
  ])
  expect(listed).toEqual(views.map(({ name, fields }) => [name, [...fields]]))
})

test('every view is of a store of the topology', () => {
  const { stores } = cabinet()
  expect(views.filter(({ store }) => !stores.has(store))).toEqual([])
})

test('rows are shown as the API shows them, and narrowed by what they and their keys say', () => {
  const patients = viewOf('patients')
  expect(patients.show(patientRow('P1', 'Alami'))).toMatchObject({ patientId: 'P1', nom: 'Alami' })
  expect(patients.show(patientRow('P1', 'Alami'))).not.toHaveProperty('applied')
  expect(patients.keyFieldsOf('P1')).toEqual({ patientId: 'P1' })
  expect(patients.rangeOf({ patientId: 'P1' })).toEqual({ from: 'P1', to: 'P1\0' })

  const rendezvous = viewOf('rendezvous')
  expect(rendezvous.fieldsOf(rendezvousRow('R1', 'P1', 'ACCEPTE'))).toEqual({
    patientId: 'P1',
    medecinId: 'M1',
    statut: 'ACCEPTE',
  })
  expect(rendezvous.indexOf!({ patientId: 'P1', statut: 'ACCEPTE' })).toEqual({
    index: 'byPatient',
    key: 'P1',
  })
  expect(rendezvous.indexOf!({ rendezVousId: 'R1', statut: 'ACCEPTE' })).toBeNull()

  const key = agendaKey('M|1%', '2026-05-04', '12:00', 'R1')
  const agenda = viewOf('agenda')
  expect(agenda.keyFieldsOf(key)).toEqual({ medecinId: 'M|1%' })
  const { from, to } = agenda.rangeOf({ medecinId: 'M|1%' })!
  expect(from <= key && key < to).toBe(true)
  expect(agenda.show(agendaRow('M1', 0))).toMatchObject({ medecinId: 'M1', patientId: 'P1' })

  expect(viewOf('lignes').keyFieldsOf(ligneKey('P1', 'R1'))).toEqual({ patientId: 'P1' })
  expect(viewOf('lignes').show(ligneRow('P1', 'R1'))).toMatchObject({ patientId: 'P1', montant: 199.99 })
  const dossier = viewOf('dossiers').show(dossierRow('P1'))
  expect(dossier).toMatchObject({ patientId: 'P1', totaux: { solde: 199.99 } })
  expect(dossier).not.toHaveProperty('rendezVous')
})

test('events are told in the envelope, whatever they are written in; what is none is left out', () => {
  const topics = eventTopics(createDecoder({ zone: 'Africa/Casablanca' }))
  expect(topics.map(({ name }) => name)).toContain('rendezvous.cancelled')
  expect(topics.map(({ name }) => name)).toContain('patient.created')
  expect(topics.map(({ name }) => name).filter(name => name.startsWith('cabinet.'))).toEqual([])
  const event = {
    type: 'consultation.created',
    eventId: 'e1',
    time: Date.UTC(2026, 4, 4),
    data: {
      consultationId: 'C1',
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      specialite: null,
      dateConsultation: null,
      montantCentimes: 15_050,
    },
  } as unknown as OutgoingEvent
  const { read } = topics.find(({ name }) => name === 'consultation.created')!
  const record = { topic: 'consultation.created', key: 'C1', timestamp: 0 }
  for (const format of ['envelope', 'flat'] as const) {
    const told = read({ ...record, value: encode(event, format) })
    expect(told!.fields).toEqual({ patientId: 'P1', medecinId: 'M1' })
    expect(told!.value).toMatchObject({
      eventId: 'e1',
      eventType: 'consultation.created',
      timestamp: '2026-05-04T00:00:00.000Z',
      data: { consultationId: 'C1', montant: 150.5 },
    })
  }
  expect(read({ ...record, value: '{"nom":"Al' })).toBeNull()
  expect(read({ ...record, value: null })).toBeNull()
})
