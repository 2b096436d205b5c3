import type { Kafka } from 'millrace'
import { RecordCursor } from 'millrace/wire'
import { expect, test } from 'vitest'
import { commandHeadersOf } from '../../cli/outputOf.ts'
import { readConfig } from '../../config/readConfig.ts'
import { OutboxProducer } from '../outbox/outboxProducer.ts'
import { fakeApi } from '../test/fakeApi.ts'
import { Publisher } from './publisher.ts'

/** Headers of all records that were produced, in their order. */
function fakeKafka() {
  const headers: string[] = []
  const nothing = async () => {}
  const kafka = {
    metadata: async (names: string[]) => ({ topics: new Map(names.map(name => [name, { leaders: [1] }])) }),
    initProducerId: async () => ({ transactionalId: 'x', producerId: 1, producerEpoch: 0 }),
    committedOffsets: async () => [],
    addPartitionsToTxn: nothing,
    addOffsetsToTxn: nothing,
    txnOffsetCommit: nothing,
    endTxn: nothing,
    produce: async (_: unknown, batches: { topic: string; partition: number; records: Buffer }[]) =>
      batches.map(({ topic, partition, records }) => {
        const cursor = new RecordCursor(records, 0, [])
        while (cursor.next())
          headers.push(
            cursor
              .headers()
              .map(({ key, value }) => `${key}=${value}`)
              .join(),
          )
        return { topic, partition, error: null, baseOffset: 0 }
      }),
  }
  return { kafka: kafka as unknown as Kafka, headers }
}

const record = { topic: 'patient.created', key: 'P1', value: '{}', timestamp: 0 }
const configured = commandHeadersOf(
  readConfig({ OUTPUT_TYPE_HEADER: '__TypeId__', OUTPUT_TYPES: 'patient.created=ma.cabinet.PatientCreated' }),
)

test('commands have the type header that is configured, sent at once or from the outbox', async () => {
  const { kafka, headers } = fakeKafka()
  const publisher = new Publisher(kafka, configured)
  await publisher.publish([record, { ...record, topic: 'patient.updated' }, { ...record, headers: [] }])
  const outbox = new OutboxProducer(kafka, 'cabinet', 'o1', configured)
  await outbox.open()
  await outbox.send([{ number: 0, entry: { eventId: 'e', fingerprint: null, record } } as never])
  const ofPatient = '__TypeId__=ma.cabinet.PatientCreated'
  expect(headers.sort()).toEqual(['', '__TypeId__=patient.updated', ofPatient, ofPatient].sort())
})

test('and none unless configured', async () => {
  const { kafka, headers } = fakeKafka()
  await new Publisher(kafka, commandHeadersOf(readConfig({}))).publish([record])
  expect(headers).toEqual([''])
})

test('commands are written flat where that is configured', async () => {
  const { post, published } = await fakeApi({ output: { format: 'flat' } })
  const { body } = await post('/api/patients', { nom: 'Alaoui' })
  const { id, eventId } = body as { id: string; eventId: string }
  expect(JSON.parse(published[0]!.value!)).toEqual({
    eventId,
    patientId: id,
    nom: 'Alaoui',
    dateCreation: '2026-04-20T10:00:00.000Z',
  })
})
