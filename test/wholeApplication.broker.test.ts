import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'millrace'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoresReport } from '../api/stores/storesReport.ts'
import { compare } from '../audit/books.ts'
import { decide, type Outcome } from '../audit/decisions.ts'
import { collect } from '../audit/facts.ts'
import { readLog } from '../audit/readLog.ts'
import { readStores } from '../audit/readStores.ts'
import { iso, issuedAt, recompute } from '../audit/recompute.ts'
import { yearsOf } from '../audit/yearsOf.ts'
import { connect } from '../bench/workload.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { compareWithLive } from '../cli/explain/compareWithLive.ts'
import { derivedId } from '../events/derivedId.ts'
import { inputTopics } from '../events/topics.ts'
import { createZone } from '../events/zone.ts'
import { explain } from '../explain/explain.ts'
import { kafkaLog } from '../explain/kafkaLog.ts'
import type { Subject } from '../explain/subject.ts'
import type { CabinetInstance } from '../faults/queries/cabinetInstance.ts'
import { cabinetTeam, isWell } from '../faults/queries/cabinetTeam.ts'
import { defaultRules } from '../faults/queries/defaultRules.ts'
import { writeRecords } from '../faults/queries/life.ts'
import { practiceOf } from '../faults/queries/practiceOf.ts'
import { until } from '../faults/until.ts'
import { describeWithBroker } from './setup/broker.ts'

const patience = 240_000
const zone = createZone(defaultRules.zone)

/** What the audit says of a rendezvous and of what follows from it. */
interface Line {
  readonly id: string
  readonly patientId: string | null
  readonly medecinId: string | null
  readonly statut: string
  /** What its list is in the order of. */
  readonly place: string
  /** What it is in the order of by patient or médecin, then of ids; undefined: as the whole list. */
  readonly time?: number | null
}

/**
 * Three instances over one Kafka, each with a part of the rows. Whatever any of them is asked, by key, range, prefix, filter or
 * page, it answers what the audit computes from the topics alone.
 */
describeWithBroker('any instance answers for the whole application', () => {
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let kafka: Kafka
  let folder: string
  let team: readonly CabinetInstance[] = []
  let books: ReturnType<typeof recompute>
  let outcomes: readonly Outcome[]
  const lists: Record<'rendezvous' | 'factures' | 'impayes', readonly Line[]> = {
    rendezvous: [],
    factures: [],
    impayes: [],
  }
  const patients = new Set<string>()
  const medecins = new Set<string>()

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    folder = await mkdtemp(join(tmpdir(), 'whole-application-'))
    kafka = await connect(broker.brokers, 'whole-application')
    team = await cabinetTeam({ brokers: broker.brokers, folder, standbys: 0, sessionTimeoutMs: 30_000 })
    for (const instance of team) instance.start()
    await until(
      () => isWell(team, 0),
      patience,
      () => 'The instances do not begin',
    )
    await writeRecords(kafka, practiceOf({ patients: 200, medecins: 4, days: 10 }))
    const topics = inputTopics.map(({ name }) => name)
    const { told } = await readLog(kafka, topics, 'cabinet', { zone: defaultRules.zone })
    books = recompute(told, defaultRules)
    const facts = collect(told, defaultRules.partitions)
    outcomes = decide(facts, defaultRules)
    for (const [id, { knownAt }] of facts.patients) if (knownAt !== null) patients.add(id)
    for (const [id, { knownAt }] of facts.medecins) if (knownAt !== null) medecins.add(id)
    const invoiced = new Map(outcomes.map(outcome => [derivedId('facture', outcome.facts.id), outcome]))
    lists.rendezvous = outcomes.map(({ facts, asked, statut }) => ({
      id: facts.id,
      patientId: asked?.patientId ?? null,
      medecinId: asked?.medecinId ?? null,
      statut,
      place: facts.id,
      time: asked?.date ?? null,
    }))
    const lines = (of: 'factures' | 'impayes') =>
      [...books[of]].map(([id, line]) => {
        const [statut = '', , due = ''] = line.split(' ')
        const outcome = invoiced.get(id)!
        const { asked, facts, acceptedAt } = outcome
        const { patientId, medecinId } = asked!
        // What is overdue comes last, and first what was due first.
        const place = of === 'factures' ? id : `${statut} ${due} ${facts.id}`
        const time = of === 'factures' ? { time: issuedAt(outcome, acceptedAt!, defaultRules) } : {}
        return { id, patientId, medecinId, statut, place, ...time }
      })
    lists.factures = lines('factures')
    lists.impayes = lines('impayes')
    await agreed(team[0]!.url)
  }, patience)
  afterAll(async () => {
    await Promise.all(team.map(instance => instance.kill()))
    await kafka?.close()
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** As soon as all is processed. While it works, an instance may be too slow for another. */
  async function agreed(url: string): Promise<void> {
    const wrong = async () => compare(books, await readStores(url, yearsOf(books)))
    const agrees = async () => (await wrong().catch(() => [null])).length === 0
    await until(agrees, patience / 2, () => 'late').catch(async () => expect(await wrong()).toEqual([]))
  }

  async function get(url: string, path: string) {
    // No answer is no wrong answer: on a busy machine another instance may take longer than the deadline.
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(url + path)
      const body = (await answer.json()) as Readonly<Record<string, unknown>>
      if (answer.status !== 503 || attempt === 20) return { status: answer.status, body }
    }
  }

  /** All pages of a list, put together; their ids in the order in which they came. */
  async function ids(url: string, path: string, id: string, limit = 500): Promise<readonly string[]> {
    const found: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${cursor}`}`
      const { status, body } = await get(url, path + query)
      if (status === 404) return []
      expect(status).toBe(200)
      const { items, next } = body as { items: Record<string, string>[]; next: string | null }
      expect(items.length).toBeLessThanOrEqual(limit)
      found.push(...items.map(item => item[id]!))
      cursor = next
    }
    return found
  }

  const sorted = (list: Iterable<string>) =>
    [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const inOrder = (lines: readonly Line[]) =>
    sorted(lines.map(({ place, id }) => `${place} ${id}`)).map(text => text.split(' ').at(-1)!)
  /** Where a patient or a médecin is asked for: rows without a time come first. */
  const inTime = (lines: readonly Line[]) => {
    const rank = new Map(inOrder(lines).map((id, index) => [id, index]))
    const time = (line: Line) => line.time ?? Number.NEGATIVE_INFINITY
    const before = (a: Line, b: Line) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0)
    return [...lines].sort((a, b) => before(a, b) || rank.get(a.id)! - rank.get(b.id)!).map(({ id }) => id)
  }
  const some = <T>(list: Iterable<T>, count: number) => {
    const all = [...list]
    return all.filter((_, i) => i % Math.max(1, Math.floor(all.length / count)) === 0)
  }

  const run = (...args: readonly string[]) =>
    new Promise<{ code: number | null; said: Readonly<Record<string, unknown>> }>((resolve, reject) => {
      const env = { ...process.env, KAFKA_BROKERS: broker.brokers.join(), CABINET_URL: team[0]!.url }
      const child = execFile(
        process.execPath,
        ['cli/main.ts', ...args, '--json'],
        { env },
        (error, stdout) => {
          if (error && typeof error.code !== 'number') reject(error)
          else resolve({ code: child.exitCode, said: JSON.parse(stdout) })
        },
      )
    })

  describe('explained from the log', () => {
    const options = { cabinet: {}, partitions: defaultRules.partitions, withPersonal: false, limit: 100 }

    test('rows are what the instances answer, of whatever statut', async () => {
      const log = await kafkaLog(
        kafka,
        inputTopics.map(({ name }) => name),
      )
      const statuts = [...new Set(lists.rendezvous.map(({ statut }) => statut))]
      const subjects: Subject[] = [
        ...statuts.map(of => {
          const { id } = lists.rendezvous.find(({ statut }) => statut === of)!
          return { kind: 'rendezvous', id } as const
        }),
        ...lists.impayes.slice(0, 1).map(({ id }) => ({ kind: 'facture', id }) as const),
        ...[...patients].slice(0, 1).map(id => ({ kind: 'patient', id }) as const),
        { kind: 'medecin', id: [...medecins][0]! },
      ]
      expect(statuts.length).toBeGreaterThan(3)
      for (const subject of subjects) {
        const { explanation, rows } = (await explain(subject, log, options))!
        expect(explanation.reasons.length).toBeGreaterThan(0)
        const asking = { url: team[0]!.url, headers: {}, withPersonal: false }
        const compared = await compareWithLive(subject.kind, rows, asking)
        expect([subject, compared]).toEqual([subject, { rows: expect.any(Number), differences: [] }])
      }
    }, 120_000)

    test('by the command, and by the route; the command topology knows what they run', async () => {
      const { id } = lists.factures[0]!
      expect(await run('explain', 'facture', id)).toMatchObject({
        code: 0,
        said: { subject: { kind: 'facture', id }, compared: { differences: [] } },
      })
      expect(await get(team[1]!.url, `/api/admin/explain/facture/${id}`)).toMatchObject({
        status: 200,
        body: { subject: { kind: 'facture', id }, differences: [] },
      })
      expect(await run('topology', '--diff')).toMatchObject({
        code: 0,
        said: { isSame: true, loss: null, members: 3 },
      })
    }, 120_000)
  })

  test('each says the same of every store, and all rows, read one by one, are so', async () => {
    const reports = await Promise.all(team.map(({ url }) => get(url, '/api/admin/stores?scan=true')))
    const said = reports.map(({ body }) => {
      const { isComplete, stores } = body as unknown as StoresReport
      expect(isComplete).toBe(true)
      expect(stores.filter(({ verdict }) => verdict !== 'equal')).toEqual([])
      return stores.map(({ store, rows, hash }) => ({ store, rows, hash }))
    })
    expect(said[1]).toEqual(said[0])
    expect(said[2]).toEqual(said[0])
    expect(said[0]!.find(({ store }) => store === 'rendezvous')?.rows).toBe(lists.rendezvous.length)
    const { code, said: told } = await run('stores', '--scan')
    expect(code).toBe(0)
    const { stores } = told as unknown as StoresReport
    expect(stores.map(({ store, rows, hash }) => ({ store, rows, hash }))).toEqual(said[0])
  }, 120_000)

  describe.each([0, 1, 2])('instance %i', number => {
    const url = () => team[number]!.url

    test(
      'has a part of the tasks, and the audit’s books',
      async () => {
        const { tasks } = (await get(url(), '/api/status')).body as { tasks: unknown[] }
        expect(tasks.length).toBeGreaterThan(0)
        expect(books.rendezvous.size).toBeGreaterThan(300)
        await agreed(url())
      },
      patience,
    )

    test.each([
      ['rendezvous', 'rendezVousId'],
      ['factures', 'factureId'],
      ['impayes', 'factureId'],
    ] as const)(
      '%s: by each filter and by two at once, in their order',
      async (list, id) => {
        const all = lists[list]
        expect(all.length).toBeGreaterThan(10)
        const expected = (holds: (line: Line) => boolean) => inOrder(all.filter(holds))
        const of = (holds: (line: Line) => boolean) => inTime(all.filter(holds))
        const asked = (query: string) => ids(url(), `/api/${list}${query}`, id)
        expect(await asked('')).toEqual(expected(() => true))
        for (const statut of new Set(all.map(line => line.statut)))
          expect(await asked(`?statut=${statut}`)).toEqual(expected(line => line.statut === statut))
        for (const medecinId of medecins) {
          expect(await asked(`?medecinId=${medecinId}`)).toEqual(of(line => line.medecinId === medecinId))
          const { statut } = all[0]!
          expect(await asked(`?medecinId=${medecinId}&statut=${statut}`)).toEqual(
            of(line => line.medecinId === medecinId && line.statut === statut),
          )
        }
        for (const patientId of some(patients, 25))
          expect(await asked(`?patientId=${patientId}`)).toEqual(of(line => line.patientId === patientId))
      },
      120_000,
    )

    test('small pages put together are the list', async () => {
      expect(await ids(url(), '/api/factures', 'factureId', 37)).toEqual(sorted(books.factures.keys()))
      expect(await ids(url(), '/api/medecins', 'medecinId', 1)).toEqual(sorted(medecins))
      const known = (await ids(url(), '/api/patients', 'patientId', 41)).filter(id => patients.has(id))
      expect(known).toEqual(sorted(patients))
      const { medecinId, statut } = lists.rendezvous[0]!
      const few = lists.rendezvous.filter(line => line.medecinId === medecinId && line.statut === statut)
      const path = `/api/rendezvous?medecinId=${medecinId}&statut=${statut}`
      expect(await ids(url(), path, 'rendezVousId', 3)).toEqual(inTime(few))
    }, 60_000)

    test('each by its id, and none that is not there', async () => {
      for (const { id, statut, patientId, medecinId } of some(lists.rendezvous, 80))
        expect(await get(url(), `/api/rendezvous/${id}`)).toMatchObject({
          status: 200,
          body: { rendezVousId: id, statut, patientId, medecinId },
        })
      for (const { id, statut } of some(lists.factures, 80))
        expect(await get(url(), `/api/factures/${id}`)).toMatchObject({ status: 200, body: { statut } })
      for (const id of some(patients, 80))
        expect(await get(url(), `/api/patients/${id}`)).toMatchObject({ body: { patientId: id } })
      for (const path of ['rendezvous', 'factures', 'consultations', 'patients', 'medecins'])
        expect((await get(url(), `/api/${path}/NOBODY`)).status).toBe(404)
    }, 120_000)

    test('an agenda day by day; a dossier page by page', async () => {
      const slots = outcomes.flatMap(({ slot, facts: { id } }) => (slot ? [{ ...slot, id }] : []))
      const dayOf = (time: number) => new Date(zone.toLocal(time)).toISOString().slice(0, 10)
      for (const medecinId of medecins) {
        const own = slots.filter(slot => slot.medecinId === medecinId).sort((a, b) => a.from - b.from)
        expect(own.length).toBeGreaterThan(0)
        for (const day of new Set(own.map(({ from }) => dayOf(from)))) {
          const { body } = await get(url(), `/api/medecins/${medecinId}/agenda?date=${day}&limit=500`)
          const items = body.items as { debut: string; rendezVousId: string }[]
          const expected = own.filter(({ from }) => dayOf(from) === day)
          expect(items.map(({ debut, rendezVousId }) => `${debut} ${rendezVousId}`)).toEqual(
            expected.map(({ from, id }) => `${iso(from)} ${id}`),
          )
        }
      }
      for (const patientId of some(patients, 15)) {
        const found: string[] = []
        for (let cursor: string | null = ''; cursor !== null; ) {
          const path = `/api/patients/${patientId}/dossier?limit=2${cursor && `&cursor=${cursor}`}`
          const { rendezVous, next } = (await get(url(), path)).body as {
            rendezVous: { rendezVousId: string }[]
            next: string | null
          }
          found.push(...rendezVous.map(({ rendezVousId }) => rendezVousId))
          cursor = next
        }
        const own = lists.rendezvous.filter(line => line.patientId === patientId)
        expect(found).toEqual(sorted(own.map(({ id }) => id)))
      }
    }, 120_000)
  })
})
