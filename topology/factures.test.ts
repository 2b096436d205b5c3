import { json, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { derivedId } from '../events/derivedId.ts'
import { deadLetterTopic } from '../events/topics.ts'
import type { DossierRow, LigneRow } from '../state/dossierRow.ts'
import type { FactureRow } from '../state/factureRow.ts'
import type { ReferenceRow } from '../state/referenceRow.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import type { TotauxRow } from '../state/totauxRow.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'
import type { CabinetOptions } from './cabinetOptions.ts'

const start = Date.UTC(2026, 0, 1)
const [minute, day] = [60_000, 86_400_000]
const [consultationId, factureId] = [derivedId('consultation', 'R1'), derivedId('facture', 'R1')]

type Input = readonly [topic: string, record: { key: string; value: string; timestamp: number }]
type Told = { readonly eventId: string; readonly timestamp: string; readonly data: Record<string, unknown> }
let serial = 0

function event(type: string, after: number, data: Record<string, unknown>): Input {
  const timestamp = start + after
  const eventId = `e${++serial}`
  const envelope = { eventId, eventType: type, timestamp: new Date(timestamp).toISOString(), data }
  return [type, { key: Object.values(data)[0] as string, value: JSON.stringify(envelope), timestamp }]
}

const patient = event('patient.created', 0, { patientId: 'P1', nom: 'Alaoui', email: 'a@ex.ma' })
const medecin = event('medecin.created', 0, { medecinId: 'M1', tarif: 350 })
const asked = event('rendezvous.created', 10 * minute, {
  rendezVousId: 'R1',
  patientId: 'P1',
  medecinId: 'M1',
  dateRendezVous: '2026-01-20T09:30:00Z',
  motif: 'douleurs',
})
const known = [patient, medecin, asked]
const payment = (
  step: string,
  paiementId: string,
  montant: number | null,
  after: number,
  facture = factureId,
) => event(`paiement.${step}`, after, { paiementId, factureId: facture, montant })
/** Moves event time where R1 is. */
const tick = (after: number) => event('rendezvous.confirmed', after, { rendezVousId: 'R1' })
const rendezvous = (step: string, after: number, more: object = {}) =>
  event(`rendezvous.${step}`, after, { rendezVousId: 'R1', ...more })

async function run(inputs: readonly Input[], options: CabinetOptions = {}) {
  const driver = new TestDriver(cabinet({ applicationId: 'test', ...options }), {
    partitions: 3,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
  })
  const pipe = async (...more: readonly Input[]) => {
    for (const [topic, record] of more) await driver.pipe(topic, record)
  }
  await pipe(...inputs)
  const out = (topic: string) => driver.read(topic, text, json<Told>()).map(({ value }) => value!)
  return {
    driver,
    pipe,
    out,
    facture: () => driver.row<FactureRow>('factures', factureId),
    dossier: () => driver.row<DossierRow>('dossiers', 'P1'),
    rendezvous: () => driver.row<RendezvousRow>('rendezvous', 'R1'),
    modeles: () => out('notification.requested').map(({ data }) => data.modele),
    impayes: async () => [...(await driver.rows<{ resteCentimes: number }>('impayes')).values()],
  }
}

describe('a payment', () => {
  it('in parts settles the invoice with the last part, and what is too much shows', async () => {
    const { pipe, facture, dossier, out, impayes, driver } = await run(known)
    expect(await impayes()).toMatchObject([{ resteCentimes: 35_000, statut: 'EMISE' }])
    await pipe(payment('pending', 'A', 200, day), payment('completed', 'A', 200, day + 1))
    expect(await facture()).toMatchObject({ statut: 'EMISE', payeCentimes: 20_000 })
    expect(await impayes()).toMatchObject([{ resteCentimes: 15_000 }])
    expect(out('facture.paid')).toEqual([])
    await pipe(payment('completed', 'B', 170.5, 2 * day))
    expect(await facture()).toMatchObject({ statut: 'PAYEE', payeCentimes: 37_050 })
    expect(await impayes()).toEqual([])
    expect(out('facture.paid')).toMatchObject([
      { timestamp: '2026-01-03T00:00:00.000Z', data: { factureId, statut: 'PAYEE', montant: 350 } },
    ])
    expect(await dossier()).toMatchObject({
      factureCentimes: 35_000,
      payeCentimes: 37_050,
      soldeCentimes: -2_050,
    })
    expect(await driver.row<LigneRow>('lignes', 'P1|R1')).toMatchObject({
      facture: 'PAYEE',
      payeCentimes: 37_050,
    })
  })

  it('that failed leaves it open, also after it had been received: that is told by its creation anew', async () => {
    const { pipe, facture, out } = await run(known)
    await pipe(payment('failed', 'A', 350, day))
    expect(await facture()).toMatchObject({ statut: 'EMISE', payeCentimes: 0 })
    await pipe(payment('completed', 'A', 350, 2 * day))
    expect(await facture()).toMatchObject({ statut: 'PAYEE' })
    await pipe(payment('failed', 'A', null, 3 * day), payment('pending', 'A', 350, 4 * day))
    expect(await facture()).toMatchObject({ statut: 'EMISE', payeCentimes: 0 })
    expect(out('facture.created').map(({ data }) => data.statut)).toEqual(['EMISE', 'EMISE'])
    await pipe(payment('completed', 'B', 350, 5 * day))
    const paid = out('facture.paid')
    expect(paid).toHaveLength(2)
    expect(new Set(paid.map(({ eventId }) => eventId)).size).toBe(2)
  })

  it('before its invoice waits for it; for an invoice of nobody it is kept', async () => {
    const { pipe, facture, out, driver } = await run([payment('completed', 'A', 350, day)])
    await pipe(payment('completed', 'Z', 10, day, 'FAC-1'))
    expect(await driver.row<ReferenceRow>('references', factureId)).toMatchObject({ rendezVousId: null })
    await pipe(...known)
    expect(await facture()).toMatchObject({ statut: 'PAYEE' })
    expect(out('facture.paid')).toHaveLength(1)
    expect((await driver.row<ReferenceRow>('references', factureId))!.attente).toEqual([])
    const kept = await driver.row<ReferenceRow>('references', 'FAC-1')
    expect(kept!.attente.map(each => each.event.data)).toMatchObject([{ paiementId: 'Z' }])
  })

  it('repeated has no further effect', async () => {
    const paid = payment('completed', 'A', 350, day)
    const { facture, out } = await run([...known, paid, paid, paid])
    expect(await facture()).toMatchObject({ payeCentimes: 35_000 })
    expect(out('facture.paid')).toHaveLength(1)
  })

  it('before the consultation took place settles an invoice made by then', async () => {
    const options = { facturation: 'realisation' } as const
    const { pipe, facture, dossier, out } = await run(
      [...known, payment('completed', 'A', 350, day)],
      options,
    )
    expect(await facture()).toBeUndefined()
    expect(await dossier()).toMatchObject({ factureCentimes: 0, soldeCentimes: -35_000 })
    await pipe(rendezvous('completed', 20 * day))
    expect(await facture()).toMatchObject({ statut: 'PAYEE' })
    expect(out('facture.paid')).toMatchObject([{ timestamp: '2026-01-21T00:00:00.000Z' }])
    expect(await dossier()).toMatchObject({ soldeCentimes: 0 })
  })
})

describe('an invoice that nobody pays', () => {
  it('is overdue after thirty days of event time, and a late payment of before takes that back', async () => {
    const { pipe, facture, out, impayes } = await run([...known, tick(30 * day)])
    expect(await facture()).toMatchObject({ statut: 'EMISE' })
    await pipe(tick(30 * day + 2 * 60 * minute))
    expect(await facture()).toMatchObject({ statut: 'EN_RETARD' })
    expect(await impayes()).toMatchObject([{ statut: 'EN_RETARD' }])
    expect(out('facture.overdue')).toMatchObject([
      { timestamp: '2026-01-31T00:10:00.000Z', data: { statut: 'EN_RETARD' } },
    ])
    await pipe(payment('completed', 'A', 350, 20 * day))
    expect(await facture()).toMatchObject({ statut: 'PAYEE' })
    expect(out('facture.paid')).toMatchObject([{ timestamp: '2026-01-21T00:00:00.000Z' }])
  })

  it('is overdue at once where it comes late', async () => {
    const { facture, out, modeles } = await run([tick(40 * day), ...known])
    expect(await facture()).toMatchObject({ statut: 'EN_RETARD' })
    expect(out('facture.created')).toHaveLength(1)
    expect(out('facture.overdue')).toHaveLength(1)
    expect(modeles()).toContain('relance')
  })

  it('is so after the time that the practice gives', async () => {
    const { facture } = await run([...known, tick(9 * day)], { delaiPaiementMs: 8 * day })
    expect(await facture()).toMatchObject({ statut: 'EN_RETARD' })
  })
})

describe('a facture.failed of others', () => {
  const failed = (after: number, more: object = {}) =>
    event('facture.failed', after, { consultationId, reason: 'hors service', ...more })

  it('cancels its rendezvous alone, found by the consultation', async () => {
    const other = event('rendezvous.created', 5 * minute, {
      rendezVousId: 'R2',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: '2026-01-20T11:00:00Z',
    })
    const { pipe, rendezvous: row, out, driver, dossier, facture } = await run([...known, other, failed(day)])
    expect(await row()).toMatchObject({ statut: 'ANNULE', echec: { raison: 'hors service' } })
    expect(await driver.row('rendezvous', 'R2')).toMatchObject({ statut: 'ACCEPTE' })
    expect(out('rendezvous.cancelled')).toMatchObject([
      { data: { rendezVousId: 'R1', raison: 'hors service' } },
    ])
    expect(out('consultation.cancelled')).toHaveLength(1)
    expect(out('facture.cancelled')).toHaveLength(1)
    expect(out('creneau.libere')).toMatchObject([
      { data: { medecinId: 'M1', debut: '2026-01-20T09:30:00.000Z', fin: '2026-01-20T10:00:00.000Z' } },
    ])
    expect(await facture()).toMatchObject({ statut: 'ANNULEE' })
    expect(await dossier()).toMatchObject({ consultations: 1, soldeCentimes: 35_000 })
    await pipe(failed(day, { rendezVousId: 'R1' }))
    expect(out('rendezvous.cancelled')).toEqual([])
  })

  it('is told with our origin, so that it is no cause of anything', async () => {
    const { driver } = await run([...known, failed(day)])
    const [told] = driver.read('rendezvous.cancelled', text, text)
    expect(told!.headers.map(({ key, value }) => `${key}=${value}`)).toEqual(['origin=test/1'])
  })

  it('by its rendezvous or before it, whichever comes first', async () => {
    for (const inputs of [
      [failed(day, { rendezVousId: 'R1', consultationId: 'foreign' }), ...known],
      [failed(day), ...known],
    ]) {
      const { rendezvous: row, out } = await run(inputs)
      expect(await row()).toMatchObject({ statut: 'ANNULE' })
      expect(out('consultation.created')).toHaveLength(1)
      expect(out('consultation.cancelled')).toHaveLength(1)
    }
  })

  it('after the consultation took place takes that back, and its invoice', async () => {
    const inputs = [...known, rendezvous('completed', 20 * day), failed(21 * day)]
    for (const facturation of ['creation', 'realisation'] as const) {
      const { rendezvous: row, facture, out } = await run(inputs, { facturation })
      expect(await row()).toMatchObject({ statut: 'ANNULE' })
      expect(await facture()).toMatchObject({ statut: 'ANNULEE' })
      expect(out('creneau.libere')).toEqual([])
    }
  })
})

describe('a rendezvous cancelled after it was paid', () => {
  const paid = payment('completed', 'A', 350, day)
  const cancelled = rendezvous('cancelled', 2 * day, { raison: 'malade' })

  it('asks for a refund; its invoice is not void', async () => {
    const { facture, out, dossier } = await run([...known, paid, cancelled])
    expect(await facture()).toMatchObject({ statut: 'A_REMBOURSER', payeCentimes: 35_000 })
    expect(await dossier()).toMatchObject({
      factureCentimes: 0,
      payeCentimes: 35_000,
      soldeCentimes: -35_000,
    })
    expect(out('facture.cancelled')).toEqual([])
    expect(out('facture.created').at(-1)!.data).toMatchObject({ statut: 'A_REMBOURSER' })
    const refund = out('notification.requested').find(({ data }) => data.modele === 'remboursement')
    expect(refund!.data).toMatchObject({ destinataire: 'P1', donnees: { factureId, montant: 350 } })
  })

  it('also where the payment comes later', async () => {
    const { facture, modeles } = await run([...known, cancelled, paid])
    expect(await facture()).toMatchObject({ statut: 'A_REMBOURSER' })
    expect(modeles().filter(each => each === 'remboursement')).toHaveLength(1)
  })
})

describe('an erasure', () => {
  const erased = (after: number) => event('patient.deleted', after, { patientId: 'P1' })

  it('cancels what lies in the future, whatever comes first, and nobody is told of it', async () => {
    for (const inputs of [
      [...known, erased(day)],
      [erased(day), ...known],
      [asked, erased(day), medecin, patient],
    ]) {
      const { rendezvous: row, out, modeles, facture, driver } = await run(inputs)
      expect(await row()).toMatchObject({ statut: 'ANNULE', motif: null })
      expect(out('rendezvous.cancelled')).toMatchObject([{ data: { raison: 'PATIENT_SUPPRIME' } }])
      expect(await facture()).toMatchObject({ statut: 'ANNULEE' })
      expect((await driver.rows('agenda')).size).toBe(0)
      expect(modeles()).not.toContain('annulation')
    }
  })

  it('keeps the figures of what was, without a word of it', async () => {
    const inputs = [
      ...known,
      payment('completed', 'A', 350, day),
      rendezvous('completed', 20 * day),
      erased(25 * day),
    ]
    const late = event('rendezvous.created', 11 * minute, {
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      motif: 'fièvre',
    })
    const { rendezvous: row, facture, dossier, driver } = await run([...inputs, late])
    expect(await row()).toMatchObject({ statut: 'TERMINE', motif: null })
    expect(await facture()).toMatchObject({ statut: 'PAYEE' })
    expect(await dossier()).toMatchObject({ identite: null, factureCentimes: 35_000, payeCentimes: 35_000 })
    const stores = Object.values(rowSchemas).map(({ name }) => name)
    for (const store of stores) {
      expect(JSON.stringify([...(await driver.rows(store))]), store).not.toMatch(
        /Alaoui|a@ex|douleurs|fièvre/,
      )
    }
  })
})

describe('notifications', () => {
  it('carry ids: confirmation and invoice at once, a reminder a day before by event time', async () => {
    const { pipe, out, modeles } = await run(known)
    expect(out('notification.requested').map(({ data }) => [data.modele, data.destinataire])).toEqual([
      ['confirmation', 'P1'],
      ['facture', 'P1'],
    ])
    await pipe(tick(18 * day))
    expect(modeles()).toEqual([])
    await pipe(tick(18 * day + 11 * 60 * minute))
    expect(out('notification.requested')).toMatchObject([
      {
        timestamp: '2026-01-19T09:30:00.000Z',
        data: {
          modele: 'rappel',
          donnees: { rendezVousId: 'R1', dateRendezVous: '2026-01-20T09:30:00.000Z' },
        },
      },
    ])
    await pipe(tick(19 * day), tick(20 * day))
    expect(modeles()).toEqual([])
  })

  it('are the same for who was late, and none for what was over by event time', async () => {
    const soon = event('rendezvous.created', 19 * day, {
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: '2026-01-20T09:30:00Z',
    })
    const past = event('rendezvous.created', 25 * day, {
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: '2026-01-20T09:30:00Z',
    })
    for (const [inputs, expected] of [
      [
        [patient, medecin, soon, tick(22 * day)],
        ['confirmation', 'facture'],
      ],
      [
        [tick(22 * day), patient, medecin, soon],
        ['confirmation', 'facture'],
      ],
      [
        [...known, tick(22 * day)],
        ['confirmation', 'facture', 'rappel'],
      ],
      [
        [tick(22 * day), ...known],
        ['confirmation', 'facture', 'rappel'],
      ],
      [[patient, medecin, past], ['facture']],
      [
        [...known, rendezvous('cancelled', 5 * day), tick(22 * day)],
        ['annulation', 'confirmation', 'facture'],
      ],
      [
        [rendezvous('cancelled', 5 * day), tick(22 * day), ...known],
        ['annulation', 'confirmation', 'facture'],
      ],
      [
        [...known, rendezvous('cancelled', 21 * day)],
        ['confirmation', 'facture', 'rappel'],
      ],
    ] as const) {
      const { modeles } = await run(inputs)
      expect(modeles().sort()).toEqual(expected)
    }
  })

  it('tell who had it that he has it no longer, also where it was over when that was heard of', async () => {
    const again = (after: number, patientId: string, dateRendezVous = '2026-01-20T09:30:00Z') =>
      event('rendezvous.created', after, { rendezVousId: 'R1', patientId, medecinId: 'M1', dateRendezVous })
    const [early, late] = [rendezvous('cancelled', 5 * day), rendezvous('cancelled', 21 * day)]
    const [another, his] = [again(11 * minute, 'inconnu'), again(12 * minute, 'P1')]
    const once = ['confirmation', 'annulation']
    for (const [news, expected] of [
      [[late, another], once],
      [
        [late, another, his],
        [...once, 'confirmation'],
      ],
      [
        [late, another, his, again(13 * minute, 'inconnu')],
        [...once, ...once],
      ],
      [[late, early], once],
      // Told already.
      [[early, another], once],
      // Moved to where it was over by then.
      [[again(18 * day, 'P1', '2026-01-17T09:30:00Z'), again(18 * day + 1, 'inconnu')], once],
    ] as const) {
      const { pipe, out } = await run(known)
      await pipe(...news)
      const told = out('notification.requested').filter(
        ({ data }) => data.destinataire === 'P1' && once.includes(`${data.modele}`),
      )
      expect(told.map(({ data }) => data.modele)).toEqual(expected)
      expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(told.length)
    }
  })

  it('tell of one that waits again that it is cancelled, and of how that ends; who is erased is told nothing', async () => {
    const again = (after: number, dateRendezVous: string) =>
      event('rendezvous.created', after, {
        rendezVousId: 'R1',
        patientId: 'P1',
        medecinId: 'M2',
        dateRendezVous,
      })
    const moved = again(11 * minute, '2026-01-20T09:30:00Z')
    const erased = event('patient.deleted', 10 * day, { patientId: 'P1' })
    const waits = ['confirmation', 'annulation']
    for (const [news, statut, expected] of [
      [[moved], 'EN_ATTENTE', waits],
      [
        [moved, event('medecin.created', 20 * minute, { medecinId: 'M2' })],
        'ACCEPTE',
        [...waits, 'confirmation'],
      ],
      [[moved, tick(2 * day)], 'REJETE', [...waits, 'rejet']],
      // Of before the erasure, by its new date: it ends nothing, and there is nobody to tell.
      [[erased, again(11 * minute, '2026-01-08T09:30:00Z')], 'EN_ATTENTE', ['confirmation']],
    ] as const) {
      const { pipe, modeles, rendezvous: row } = await run(known)
      await pipe(...news)
      expect(await row()).toMatchObject({ statut })
      const told = modeles().filter(each => each !== 'facture' && each !== 'rappel')
      expect(told).toEqual(expected)
    }
  })
})

describe('the figures of a médecin’s day', () => {
  it('count what is accepted, by the hours it takes, and what is invoiced for it', async () => {
    const second = event('rendezvous.created', 20 * minute, {
      rendezVousId: 'R2',
      patientId: 'P1',
      medecinId: 'M1',
      // 23:30 in Casablanca.
      dateRendezVous: '2026-01-20T22:30:00Z',
      dureeMinutes: 90,
    })
    const { pipe, driver } = await run([...known, second])
    const days = async () => Object.fromEntries(await driver.rows('journees'))
    const both = {
      medecinId: 'M1',
      jour: '2026-01-20',
      rendezVous: 2,
      minutes: 120,
      heures: { '00': 60, '10': 30, '23': 30 },
      factures: 2,
      factureCentimes: 70_000,
    }
    expect(await days()).toMatchObject({ 'M1|2026-01|20': both })
    await pipe(rendezvous('cancelled', day))
    const one = { ...both, rendezVous: 1, minutes: 90, heures: { '00': 60, '23': 30 }, factures: 1 }
    expect(await days()).toMatchObject({ 'M1|2026-01|20': { ...one, factureCentimes: 35_000 } })
    await pipe(event('rendezvous.cancelled', day, { rendezVousId: 'R2' }))
    expect(await days()).toEqual({})
  })

  it('are those of a rendezvous moved, and of a tarif that came late', async () => {
    const { pipe, driver } = await run(known)
    await pipe(event('medecin.updated', 5 * minute, { medecinId: 'M1', tarif: 500 }))
    const moved = {
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: '2026-02-03T09:30:00Z',
    }
    await pipe(event('rendezvous.created', day, moved))
    expect(Object.fromEntries(await driver.rows('journees'))).toMatchObject({
      'M1|2026-02|03': { rendezVous: 1, factureCentimes: 50_000 },
    })
  })

  it('invoice what took place, if the practice does so', async () => {
    const { pipe, driver } = await run(known, { facturation: 'realisation' })
    const days = async () => [...(await driver.rows('journees')).values()]
    expect(await days()).toMatchObject([{ rendezVous: 1, minutes: 30, factures: 0, factureCentimes: 0 }])
    await pipe(rendezvous('completed', 20 * day))
    expect(await days()).toMatchObject([{ rendezVous: 1, factures: 1, factureCentimes: 35_000 }])
  })
})

it('the totals are the sums of the dossiers', async () => {
  const { pipe, driver } = await run(known)
  await pipe(payment('completed', 'A', 100, day), event('patient.created', 0, { patientId: 'P2' }))
  const waiting = { rendezVousId: 'R3', patientId: 'P9', medecinId: 'M1' }
  await pipe(event('rendezvous.created', day, waiting))
  const totals = async () => {
    const sums: Record<string, number> = {}
    for (const { statuts, v: _, ...row } of (await driver.rows<TotauxRow>('totaux')).values()) {
      for (const [name, value] of Object.entries({ ...row, ...statuts }))
        sums[name] = (sums[name] ?? 0) + value
    }
    return sums
  }
  expect(await totals()).toMatchObject({ patients: 2, rendezVous: 2, ACCEPTE: 1, EN_ATTENTE: 1 })
  expect(await totals()).toMatchObject({
    factureCentimes: 35_000,
    payeCentimes: 10_000,
    soldeCentimes: 25_000,
  })
  await pipe(rendezvous('completed', 20 * day), event('patient.deleted', 25 * day, { patientId: 'P1' }))
  expect(await totals()).toMatchObject({ patients: 1, rendezVous: 2, TERMINE: 1, soldeCentimes: 25_000 })
})
