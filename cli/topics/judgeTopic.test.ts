import { describe, expect, test } from 'vitest'
import { englishAliases } from '../../events/aliases.ts'
import { judgeTopic } from './judgeTopic.ts'
import { topicNeeds } from './topicNeed.ts'
import { TopicsError } from './topicsError.ts'

const needs = topicNeeds({})
const input = needs.find(({ name }) => name === 'patient.created')!
const output = needs.find(({ name }) => name === 'facture.created')!
const found = (partitions: number, configs: Record<string, string>) => ({
  partitions,
  configs: new Map(Object.entries(configs)),
})

describe('an existing input topic', () => {
  test('that keeps everything, in three partitions, is taken', () => {
    const kept = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete' }
    expect(judgeTopic(input, found(3, kept))).toEqual([])
  })

  test('that would lose events is refused, for each reason', () => {
    const lossy = {
      'retention.ms': '604800000',
      'retention.bytes': '1000',
      'cleanup.policy': 'compact,delete',
    }
    expect(judgeTopic(input, found(1, lossy)).map(({ what, mend }) => [what, mend])).toEqual([
      ['1 partition', null],
      ['retention.ms=604800000', { 'retention.ms': '-1' }],
      ['retention.bytes=1000', { 'retention.bytes': '-1' }],
      ['cleanup.policy=compact,delete', { 'cleanup.policy': 'delete' }],
    ])
  })

  test('of ours alone may be as its owner wants it', () => {
    expect(judgeTopic(output, found(12, { 'retention.ms': '1' }))).toEqual([])
  })
})

test('aliases are inputs too', () => {
  const names = topicNeeds(englishAliases).flatMap(({ name, isInput }) => (isInput ? [name] : []))
  expect(names).toEqual(
    expect.arrayContaining(['patient.registered', 'appointment.created', 'patient.created']),
  )
})

test('the message lists every offender and the exact commands', () => {
  const offences = judgeTopic(input, found(1, { 'retention.ms': '5', 'cleanup.policy': 'compact' }))
  const { message } = new TopicsError(offences, ['kafka:9092'])
  expect(message).toContain('patient.created   retention.ms=5: old events would be deleted')
  expect(message).toContain('npx cabinet topics --repair')
  expect(message).toContain(
    '--bootstrap-server kafka:9092 --alter --entity-type topics --entity-name patient.created --add-config retention.ms=-1,cleanup.policy=delete',
  )
  expect(message).toContain('delete patient.created if nobody needs what is in there')
})
