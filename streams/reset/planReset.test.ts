import { describe, expect, test } from 'vitest'
import type { ApplicationFacts, InputFacts } from './applicationFacts.ts'
import { planReset, type ResetRequest } from './planReset.ts'
import { readOffsets } from './readOffsets.ts'
import { refusalsOf } from './refusalsOf.ts'

const input = (partition: number, changes: Partial<InputFacts> = {}): InputFacts => ({
  topic: 'visits',
  partition,
  topicId: 'id-of-visits',
  begin: 0,
  end: 100,
  committed: 90,
  beginsAt: null,
  atTime: null,
  losing: [],
  ...changes,
})

const facts = (changes: Partial<ApplicationFacts> = {}): ApplicationFacts => ({
  application: 'clinic',
  generation: 2,
  id: 'clinic.g2',
  now: Date.UTC(2026, 0, 5),
  inputs: [input(0), input(1)],
  missingInputs: [],
  internal: [],
  outputs: [
    { topic: 'bills', isCompacted: false, begins: [0, 5], ends: [10, 15] },
    { topic: 'requests', isCompacted: false, begins: [0], ends: [7] },
    { topic: 'latest', isCompacted: true, begins: [0], ends: [3] },
  ],
  globalTopics: ['tariffs'],
  deadLetterTopic: 'clinic.dlq',
  sourceTables: {},
  unlogged: [],
  members: [],
  otherGenerations: [],
  ...changes,
})

const request = (changes: Partial<ResetRequest> = {}): ResetRequest => ({
  run: 'run-1',
  target: { kind: 'zero' },
  outputs: 'keep',
  shared: {},
  state: [],
  recordsPerSecond: null,
  ...changes,
})

const none = { stop: false, loss: false, partialState: false }
const codes = (of: ApplicationFacts, with_: Partial<ResetRequest> = {}, accepts: Partial<typeof none> = {}) =>
  refusalsOf(planReset(of, request(with_)), of, { ...none, ...accepts }).map(({ code }) => code)

describe('a plan', () => {
  test('to zero reads everything again, and says how long that takes at a given rate', () => {
    const plan = planReset(facts(), request({ recordsPerSecond: 60 }))
    expect(plan).toMatchObject({ application: 'clinic', generation: 2, id: 'clinic.g2', run: 'run-1' })
    expect(plan.inputs).toMatchObject([
      { topic: 'visits', partition: 0, from: 90, to: 0 },
      { topic: 'visits', partition: 1, from: 90, to: 0 },
    ])
    expect(plan).toMatchObject({ records: 200, skipped: 0, seconds: 4, lost: [] })
    expect(plan.untouched).toEqual(['tariffs', 'clinic.dlq'])
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    expect(codes(facts())).toEqual([])
  })

  test('to a time begins with the first record as late, or at the end', () => {
    const inputs = [input(0, { atTime: 40 }), input(1, { atTime: null })]
    const target = { kind: 'time', time: '2026-01-01T00:00:00Z' } as const
    const plan = planReset(facts({ inputs }), request({ target }))
    expect(plan.inputs.map(({ to }) => to)).toEqual([40, 100])
    expect(plan).toMatchObject({ records: 60, skipped: 140, lost: [] })
    expect(codes(facts({ inputs }), { target })).toEqual(['PARTIAL_STATE'])
    expect(codes(facts({ inputs }), { target }, { partialState: true })).toEqual([])
  })

  test('to offsets needs one for every source partition, and none behind the end', () => {
    const target = (offsets: Record<string, number>) => ({ target: { kind: 'offsets' as const, offsets } })
    const accepts = { partialState: true }
    expect(codes(facts(), target({ 'visits:0': 100, 'visits:1': 0 }), accepts)).toEqual([])
    for (const wrong of [
      { 'visits:0': 5 },
      { 'visits:0': 5, 'visits:1': 101 },
      { 'visits:0': 0, 'visits:1': 0, 'visits:2': 0 },
    ])
      expect(codes(facts(), target(wrong), accepts)).toEqual(['OFFSETS_WRONG'])
  })

  test('says what input is gone, and until when', () => {
    const inputs = [
      input(0, { begin: 30, beginsAt: Date.UTC(2026, 0, 2) }),
      input(1, { begin: 100, beginsAt: null }),
    ]
    const plan = planReset(facts({ inputs }), request())
    expect(plan.lost).toEqual([
      { topic: 'visits', partition: 0, records: 30, until: '2026-01-02T00:00:00.000Z' },
      { topic: 'visits', partition: 1, records: 100, until: null },
    ])
    expect(plan.inputs.map(({ to }) => to)).toEqual([30, 100])
    expect(codes(facts({ inputs }))).toEqual(['INPUT_LOST'])
    expect(codes(facts({ inputs }), {}, { loss: true })).toEqual([])
  })

  test('to a time misses nothing where the first record that is left is earlier', () => {
    const target = { kind: 'time', time: '2026-01-03T00:00:00Z' } as const
    const left = (at: number) => ({
      inputs: [input(0, { begin: 30, beginsAt: at, atTime: 35 }), input(1, { atTime: 1 })],
    })
    const accepts = { partialState: true }
    expect(codes(facts(left(Date.UTC(2026, 0, 2))), { target }, accepts)).toEqual([])
    expect(codes(facts(left(Date.UTC(2026, 0, 4))), { target }, accepts)).toEqual(['INPUT_LOST'])
  })

  test('keeps outputs; superseded are those alone that nobody else writes', () => {
    expect(planReset(facts(), request()).outputs).toMatchObject([
      { topic: 'bills', records: 20, action: 'keep', reason: null },
      { topic: 'requests', action: 'keep', reason: null },
      { topic: 'latest', action: 'keep', reason: null },
    ])
    const shared = { requests: 'commands write it too' }
    expect(planReset(facts(), request({ outputs: 'supersede', shared })).outputs).toMatchObject([
      { topic: 'bills', records: 20, action: 'supersede', reason: null },
      { topic: 'requests', action: 'keep', reason: 'commands write it too' },
      { topic: 'latest', action: 'keep', reason: expect.stringContaining('compacted') },
    ])
  })

  test('warns of topics that will lose input, and of stores without a changelog', () => {
    const losing = ['retention.ms=604800000']
    const inputs = [input(0, { losing }), input(1, { losing })]
    expect(planReset(facts({ inputs, unlogged: ['cache'] }), request()).warnings).toEqual([
      'visits loses input: retention.ms=604800000',
      expect.stringMatching(/^the store cache has no changelog/),
    ])
  })

  test('is refused while members are alive, beside another generation, and without its input', () => {
    const members = [{ memberId: 'm1', processId: 'p1', endpoint: 'host:3000', tasks: 3 }]
    const all = facts({ members, otherGenerations: [3], missingInputs: ['payments'] })
    expect(codes(all)).toEqual(['INPUT_MISSING', 'OTHER_GENERATIONS', 'MEMBERS_ALIVE'])
    const [, , alive] = refusalsOf(planReset(all, request()), all, none)
    expect(alive!.why).toContain('m1 (host:3000)')
    expect(codes(facts({ members }), {}, { stop: true })).toEqual([])
  })
})

describe('offsets as text', () => {
  test('are read from one line or from a file', () => {
    expect(readOffsets('visits:0=12, visits:1=0')).toEqual({ 'visits:0': 12, 'visits:1': 0 })
    expect(readOffsets('# of Monday\nvisits:0=12 # patients\n\nvisits:1 = 7\n')).toEqual({
      'visits:0': 12,
      'visits:1': 7,
    })
  })

  test.each(['visits=3', 'visits:0=-1', 'visits:0=1,visits:0=2', 'visits:0'])('%s is refused', wrong => {
    expect(() => readOffsets(wrong)).toThrow(/^Offsets: /)
  })
})
