import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derivedId } from '../events/derivedId.ts'
import { histories } from '../test/convergence/histories.ts'
import { play } from '../test/convergence/play.ts'
import { hour, iso, start } from '../test/convergence/told.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import { explain } from './explain.ts'
import type { Explanation } from './explanation.ts'
import type { Subject } from './subject.ts'
import { memoryLog, partitions, type Written } from './test/memoryLog.ts'

/** An event, `at` so many hours after the start; written then too, unless it is late. */
function told(
  eventId: string,
  type: string,
  at: number,
  data: Readonly<Record<string, unknown>>,
  writtenAt = at,
): Written {
  const value = JSON.stringify({ eventId, eventType: type, timestamp: iso(start + at * hour), data })
  const timestamp = start + writtenAt * hour
  return { topic: type, key: Object.values(data)[0] as string, value, timestamp }
}

const date = iso(start + 30 * hour)
const patient = (id: string, at = 0) =>
  told(`p-${id}`, 'patient.created', at, { patientId: id, nom: 'Alaoui' })
const medecin = (id: string, data = {}, at = 0) =>
  told(`m-${id}`, 'medecin.created', at, { medecinId: id, nom: 'Bennani', ...data })
const asked = (id: string, at: number, data: Readonly<Record<string, unknown>> = {}) =>
  told(`r-${id}`, 'rendezvous.created', at, {
    rendezVousId: id,
    patientId: 'P1',
    medecinId: 'M1',
    dateRendezVous: date,
    ...data,
  })

async function explained(
  subject: Subject,
  records: readonly Written[],
  cabinet: CabinetOptions = {},
  withPersonal = false,
): Promise<Explanation> {
  const options = { cabinet, partitions, withPersonal, limit: 100 }
  return (await explain(subject, memoryLog(records), options))!.explanation
}

const why = ({ reasons }: Explanation, about: string) =>
  reasons
    .filter(each => each.about === about)
    .map(({ text, because }) => [text, ...because.map(({ eventId }) => eventId)])
const ofR1: Subject = { kind: 'rendezvous', id: 'R1' }
const factureOfR1: Subject = { kind: 'facture', id: derivedId('facture', 'R1') }

describe('the amount', () => {
  test('is the default where the médecin has no tarif', async () => {
    const found = await explained(factureOfR1, [patient('P1'), medecin('M1'), asked('R1', 1)])
    expect(why(found, 'montant')).toEqual([['200.00: M1 has no tarif, and the default is 200.00']])
  })

  test('is the tarif in force when it was asked for, not a later one', async () => {
    const found = await explained(factureOfR1, [
      patient('P1'),
      medecin('M1', { tarif: 250 }),
      asked('R1', 1),
      told('u1', 'medecin.updated', 2, { medecinId: 'M1', tarif: 300 }),
    ])
    expect(why(found, 'montant')).toEqual([
      [expect.stringMatching(/^250\.00: the tarif of M1 since/), 'm-M1'],
    ])
  })

  test('follows an update that comes late, which says what it was before', async () => {
    const found = await explained(factureOfR1, [
      patient('P1'),
      medecin('M1', { tarif: 250 }),
      asked('R1', 5),
      told('u1', 'medecin.updated', 3, { medecinId: 'M1', tarif: 300 }, 9),
    ])
    expect(why(found, 'montant')).toEqual([[expect.stringMatching(/^300\.00/), 'u1']])
    const late = found.steps.find(({ told }) => told?.eventId === 'u1')!
    expect(late.isLate).toBe(true)
    expect(late.changes).toContainEqual({
      store: 'factures',
      key: factureOfR1.id,
      row: 'changed',
      fields: [{ field: 'montantCentimes', before: 25_000, after: 30_000 }],
    })
    expect(late.published.map(({ topic }) => topic)).toContain('facture.created')
    expect(late.told).toMatchObject({ topic: 'medecin.updated', offset: 0, eventType: 'medecin.updated' })
  })

  test('is the first that the médecin ever had, where none was before', async () => {
    const records = [patient('P1'), medecin('M1'), asked('R1', 1)]
    const update = told('u1', 'medecin.updated', 4, { medecinId: 'M1', tarif: 300 })
    expect(why(await explained(ofR1, [...records, update]), 'montant')).toEqual([
      [expect.stringMatching(/^300\.00: the first tarif that M1 ever had/), 'u1'],
    ])
  })
})

describe('a rendezvous', () => {
  test('that waited for its patient', async () => {
    const found = await explained(ofR1, [medecin('M1'), asked('R1', 1), patient('P1', 3)])
    expect(why(found, 'statut')).toEqual([['ACCEPTE: accepted when patient P1 became known', 'r-R1', 'p-P1']])
    expect(found.steps.map(({ told }) => told?.eventId)).toEqual(['m-M1', 'r-R1', 'p-P1'])
  })

  test('that waits, and one that waited in vain by the time of others', async () => {
    const records = [medecin('M1'), asked('R1', 1)]
    expect(why(await explained(ofR1, records), 'statut')).toEqual([
      [expect.stringMatching(/^EN_ATTENTE: it waits for its patient, until/), 'r-R1'],
    ])
    // Another's, in the same partition: R1's task knows by it how late it is.
    const others = Array.from({ length: 9 }, (_, i) =>
      told(`o${i}`, 'rendezvous.confirmed', 40, { rendezVousId: `other-${i}` }),
    )
    const found = await explained(ofR1, [...records, ...others])
    expect(why(found, 'statut')).toEqual([
      [
        expect.stringMatching(/^REJETE: PATIENT_INCONNU: it waited for P1.*no patient.created has come/),
        'r-R1',
      ],
    ])
    const passed = found.steps.at(-1)!
    expect([passed.told, passed.published.map(({ topic }) => topic)]).toEqual([
      null,
      ['rendezvous.rejected', 'notification.requested'],
    ])
  })

  test('whose slot another has, by whom and since when', async () => {
    const found = await explained(ofR1, [
      patient('P1'),
      patient('P2'),
      medecin('M1'),
      asked('R2', 1, { patientId: 'P2', dateRendezVous: iso(start + 29.75 * hour) }),
      asked('R3', 1, { patientId: 'P2', dateRendezVous: iso(start + 90 * hour) }),
      asked('R1', 2),
    ])
    expect(why(found, 'statut')).toEqual([
      [expect.stringMatching(/^REJETE: CRENEAU_OCCUPE: .* of M1 was taken by R2 \(/), 'r-R1', 'r-R2'],
    ])
    expect(found.replayed).toMatchObject({ rivals: 1, rivalsLeftOut: 0 })
  })

  test('that got the slot when its holder was cancelled late, over one that lost it to a third', async () => {
    const found = await explained(ofR1, [
      patient('P1'),
      medecin('M1'),
      asked('R3', 1, { dateRendezVous: iso(start + 29.5 * hour), dureeMinutes: 45 }),
      asked('R1', 3),
      told('c3', 'rendezvous.cancelled', 2, { rendezVousId: 'R3' }, 9),
    ])
    expect(why(found, 'statut')[0]![0]).toMatch(/^ACCEPTE/)
    const [last] = found.steps.slice(-1)
    expect(last!.told!.eventId).toBe('c3')
    expect(last!.changes.flatMap(({ fields }) => fields)).toContainEqual({
      field: 'statut',
      before: 'REJETE',
      after: 'ACCEPTE',
    })
  })

  test('whose médecin is away, by which word of his', async () => {
    const away = (id: string, at: number, from: number, to: number, type = 'medecin.unavailable') =>
      told(id, type, at, { medecinId: 'M1', debut: iso(start + from * hour), fin: iso(start + to * hour) })
    const found = await explained(ofR1, [
      patient('P1'),
      medecin('M1'),
      away('a1', 1, 29, 31),
      away('a2', 2, 29, 31, 'medecin.available'),
      away('a3', 3, 30.25, 40),
      away('a4', 3.5, 50, 60),
      asked('R1', 4),
      away('a5', 5, 29, 31),
    ])
    expect(why(found, 'statut')).toEqual([
      [expect.stringMatching(/^REJETE: MEDECIN_INDISPONIBLE: M1 had said that he is away/), 'r-R1', 'a3'],
    ])
  })

  test.each([
    ['it was cancelled', told('x', 'rendezvous.cancelled', 2, { rendezVousId: 'R1', raison: 'malade' }), 'x'],
    [
      'its invoice failed',
      told('x', 'facture.failed', 2, { consultationId: derivedId('consultation', 'R1'), reason: 'refusée' }),
      'x',
    ],
    ['patient P1 was erased before its date', told('x', 'patient.deleted', 2, { patientId: 'P1' }), 'x'],
  ])('that is cancelled: %s', async (text, event, eventId) => {
    const found = await explained(ofR1, [patient('P1'), medecin('M1'), asked('R1', 1), event])
    expect(why(found, 'statut')).toEqual([[`ANNULE: ${text}`, eventId]])
    expect(why(found, 'facture')[0]![0]).toMatch(/^ANNULEE: its rendezvous was cancelled; 0.00 of 200.00/)
  })

  test('that took place', async () => {
    const found = await explained(ofR1, [
      patient('P1'),
      medecin('M1'),
      asked('R1', 1),
      told('t', 'rendezvous.completed', 31, { rendezVousId: 'R1' }),
    ])
    expect(why(found, 'statut')).toEqual([
      ['TERMINE: accepted as it was asked for; it took place', 'r-R1', 't'],
    ])
  })
})

describe('an invoice', () => {
  const base = [patient('P1'), medecin('M1'), asked('R1', 1)]
  const paid = (id: string, at: number, montant: number, type = 'paiement.completed') =>
    told(id, type, at, { paiementId: id, factureId: factureOfR1.id, montant })

  test('is paid by these payments, and not by one that failed', async () => {
    const payments = [paid('a', 2, 150), paid('b', 3, 100, 'paiement.failed'), paid('c', 4, 50)]
    const partly = await explained(factureOfR1, [...base, ...payments.slice(0, 2)])
    expect(why(partly, 'facture')).toEqual([
      [expect.stringMatching(/^EMISE: issued .*, 150\.00 of 200\.00 received in 1 payments, due /), 'a'],
    ])
    const whole = await explained(factureOfR1, [...base, ...payments])
    expect(why(whole, 'facture')).toEqual([[expect.stringMatching(/^PAYEE: .*200\.00 of 200\.00/), 'a', 'c']])
    expect(whole.steps.at(-1)!.published.map(({ topic }) => topic)).toEqual(['facture.paid'])
  })

  test('is overdue by time alone, and to be refunded where its rendezvous was cancelled', async () => {
    const later = Array.from({ length: 9 }, (_, i) =>
      told(`o${i}`, 'rendezvous.confirmed', 24 * 31 + 2, { rendezVousId: `other-${i}` }),
    )
    const overdue = await explained(factureOfR1, [...base, ...later])
    expect(why(overdue, 'facture')[0]![0]).toMatch(/^EN_RETARD: .* and it was due/)
    expect(overdue.steps.at(-1)).toMatchObject({ told: null })
    const cancelled = told('x', 'rendezvous.cancelled', 3, { rendezVousId: 'R1' })
    const refund = await explained(factureOfR1, [...base, paid('a', 2, 200), cancelled])
    expect(why(refund, 'facture')).toEqual([
      ['A_REMBOURSER: its rendezvous was cancelled; 200.00 of 200.00 received in 1 payments', 'a'],
    ])
  })

  test('there is none until it took place, where that is the rule', async () => {
    const found = await explained(factureOfR1, base, { facturation: 'realisation' })
    expect(why(found, 'facture')).toEqual([
      ['there is none: it is made when the consultation has taken place'],
    ])
  })
})

describe('who is shown', () => {
  const records = [
    patient('P1'),
    told('u', 'patient.updated', 1, { patientId: 'P1', email: 'a@example.ma' }),
    told('late', 'patient.updated', 0.5, { patientId: 'P1', email: 'old@example.ma', telephone: '05' }, 9),
  ]
  test('a patient: who wrote what last, and no names unless they are asked for', async () => {
    const masked = await explained({ kind: 'patient', id: 'P1' }, records)
    expect(why(masked, 'champs')).toEqual([
      ['nom: as said last', 'p-P1'],
      ['telephone: as said last', 'late'],
      ['email: as said last', 'u'],
    ])
    expect(JSON.stringify(masked)).not.toMatch(/Alaoui|example\.ma/)
    expect(JSON.stringify(masked)).toContain('…')
    const open = await explained({ kind: 'patient', id: 'P1' }, records, {}, true)
    expect(JSON.stringify(open)).toMatch(/Alaoui/)
  })

  test('a médecin, and a slot of his: who has it and who does not', async () => {
    const all = [
      patient('P1'),
      medecin('M1', { tarif: 250 }),
      asked('R1', 1),
      asked('R2', 2, { dateRendezVous: iso(start + 30.25 * hour) }),
    ]
    expect(why(await explained({ kind: 'medecin', id: 'M1' }, all), 'champs')[0]).toContain('m-M1')
    const slot = await explained({ kind: 'creneau', id: `M1@${iso(start + 30.25 * hour)}` }, all)
    expect(slot.rendezvous).toEqual(['R1', 'R2'])
    expect(why(slot, 'statut').map(([text]) => text!.slice(0, 7))).toEqual(['ACCEPTE', 'REJETE:'])
    const other = { kind: 'creneau', id: `M1@${iso(start + 31 * hour)}` } as const
    expect(
      await explain(other, memoryLog(all), { cabinet: {}, partitions, withPersonal: false, limit: 9 }),
    ).toBeNull()
  })
})

test('foreign records: no key, flat, a repeat, none of ours and our own', async () => {
  const origin = [{ key: 'origin', value: Buffer.from('cabinet/1') }]
  const found = await explained(ofR1, [
    { ...patient('P1'), key: null },
    { ...medecin('M1'), key: 'foreign' },
    {
      topic: 'rendezvous.created',
      key: null,
      timestamp: start,
      value: JSON.stringify({ eventId: 'f', rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1' }),
    },
    { topic: 'rendezvous.created', key: null, timestamp: start, value: '{' },
    { ...told('own', 'rendezvous.cancelled', 1, { rendezVousId: 'R1' }), headers: origin },
    { ...patient('P1', 0), key: null },
  ])
  expect(found.read).toEqual({ records: 6, events: 4, refused: 1, own: 1 })
  expect(why(found, 'statut')).toEqual([['ACCEPTE: accepted as it was asked for', 'f']])
})

test('the replay of those involved ends in the rows of the world', { timeout: 120_000 }, async () => {
  const records = (history: {
    events: readonly { eventId: string; type: string; time: number; data: object }[]
    repeats: readonly number[]
  }) =>
    [...history.events, ...history.repeats.map(n => history.events[n]!)].map(
      ({ eventId, type, time, data }): Written => ({
        topic: type,
        key: Object.values(data)[0] as string,
        value: JSON.stringify({ eventId, eventType: type, timestamp: iso(time), data }),
        timestamp: time,
      }),
    )
  await fc.assert(
    fc.asyncProperty(
      histories(40),
      fc.constantFrom('creation', 'realisation'),
      async (history, facturation) => {
        const world = await play(history, { facturation }, { seed: 1, shuffled: false })
        const log = memoryLog(records(history))
        const options = {
          cabinet: { applicationId: 'test', facturation },
          partitions,
          withPersonal: true,
          limit: 100,
        }
        for (const id of Object.keys(world.stores.rendezvous!)) {
          const { rows, explanation } = (await explain({ kind: 'rendezvous', id }, log, options))!
          for (const { store, key, row } of rows)
            expect([store, key, row]).toEqual([store, key, world.stores[store]![key]])
          const shown = (name: string) => rows.filter(({ store }) => store === name).map(({ key }) => key)
          expect(shown('rendezvous')).toEqual([id])
          const factureId = derivedId('facture', id)
          expect(shown('factures')).toEqual(world.stores.factures![factureId] ? [factureId] : [])
          // Whatever was decided, something that was said is named for it, and by whom the time was taken.
          for (const { about, text, because } of explanation.reasons) {
            expect(text).not.toMatch(/undefined|null|taken by ,/)
            if (about === 'statut' && !text.endsWith('nobody has asked for it yet'))
              expect([text, because.length]).not.toEqual([text, 0])
          }
        }
      },
    ),
    { numRuns: Number(process.env.EXPLAIN_RUNS ?? 40) },
  )
})
