import { expect, test } from 'vitest'
import type { ClusterFixture } from './clusterFixture.ts'
import { TransactionalWriter } from './transactionalWriter.ts'

const refused = (kafkaName: string) => ({ kafkaName })

/** Transactions of version 1, and who may write in them. */
export function transactionRules(fixture: () => ClusterFixture): void {
  const open = (id = fixture().name('id'), timeoutMs?: number) =>
    TransactionalWriter.open(fixture(), id, timeoutMs)
  const ended = (topic: string) =>
    fixture().until(
      async () => [await fixture().offset(topic, 'stable'), await fixture().offset(topic, 'latest')],
      ([stable, latest]) => stable === latest,
    )

  test('what is open is not seen, what is committed is, what is aborted is listed; markers take offsets', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    await writer.write(topic, 'a', 'b')
    expect((await fixture().read(topic)).fetched).toMatchObject({ highWatermark: 2, lastStableOffset: 0 })
    expect((await fixture().read(topic)).values).toEqual([])
    expect(await fixture().offset(topic, 'stable')).toBe(0)
    await writer.end(true)
    await ended(topic)
    await writer.write(topic, 'c')
    await writer.end(false)
    await ended(topic)
    const { values, fetched } = await fixture().read(topic)
    expect(values).toEqual(['a', 'b'])
    expect(fetched).toMatchObject({
      highWatermark: 5,
      lastStableOffset: 5,
      aborted: [{ producerId: writer.producer.producerId, firstOffset: 3 }],
    })
    expect((await fixture().read(topic, 5)).fetched.aborted).toEqual([])
  })

  test('the earliest open transaction holds readers, also those of what came after and is committed', async () => {
    const [topic, first, second] = [await fixture().topic(), await open(), await open()]
    await first.write(topic, 'a')
    await second.write(topic, 'b')
    await second.end(true)
    await fixture().until(
      () => fixture().offset(topic, 'latest'),
      offset => offset === 3,
    )
    expect(await fixture().offset(topic, 'stable')).toBe(0)
    await first.end(true)
    await ended(topic)
    expect((await fixture().read(topic)).values).toEqual(['a', 'b'])
  })

  test('sequences go on from transaction to transaction, and begin anew with an epoch', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    await writer.write(topic, 'a', 'b')
    await writer.end(true)
    await writer.write(topic, 'c')
    expect(await writer.send(topic, ['d'], 0)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(await writer.send(topic, ['d'], 4)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    await writer.end(true)
    await writer.again()
    await writer.add(topic)
    expect(await writer.send(topic, ['d'], 3)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(await writer.send(topic, ['d'], 0)).toBeNull()
    await writer.end(true)
    await ended(topic)
    expect((await fixture().read(topic)).values).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a batch that opens a transaction does not overtake one that was refused', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    await writer.write(topic, 'a', 'b')
    await writer.end(true)
    await ended(topic)
    await writer.add(topic)
    expect(await writer.send(topic, ['c'], 0)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(await writer.send(topic, ['c'], 2)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    await writer.end(false)
  })

  test('a partition must be added first', async () => {
    const [topic, other, writer] = [await fixture().topic(), await fixture().topic(), await open()]
    expect(await writer.send(topic, ['a'])).toBe('TRANSACTION_ABORTABLE')
    await writer.add(other)
    expect(await writer.send(topic, ['a'])).toBe('TRANSACTION_ABORTABLE')
    await writer.add(topic)
    expect(await writer.send(topic, ['a'])).toBeNull()
    await writer.end(true)
    await ended(topic)
  })

  test('a late batch: refused after the end, let in by the next transaction of the same epoch', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    await writer.write(topic, 'a')
    await writer.end(true)
    await ended(topic)
    expect(await writer.send(topic, ['late'])).toBe('TRANSACTION_ABORTABLE')
    await writer.add(topic)
    expect(await writer.send(topic, ['late'])).toBeNull()
    await writer.end(true)
    await ended(topic)
  })

  test('the end may be asked for again, the other end not; nothing to end is INVALID_TXN_STATE', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    await expect(writer.end(true)).rejects.toMatchObject(refused('INVALID_TXN_STATE'))
    await expect(writer.end(false)).rejects.toMatchObject(refused('INVALID_TXN_STATE'))
    await writer.write(topic, 'a')
    await writer.end(true)
    await writer.end(true)
    await expect(writer.end(false)).rejects.toMatchObject(refused('INVALID_TXN_STATE'))
    await writer.write(topic, 'b')
    await writer.end(false)
    await writer.end(false)
    await expect(writer.end(true)).rejects.toMatchObject(refused('INVALID_TXN_STATE'))
  })

  test('whoever takes the id fences the one before, aborts what is open, and begins at once', async () => {
    const [topic, id] = [await fixture().topic(), fixture().name('id')]
    const first = await open(id)
    await first.write(topic, 'lost')
    const second = await open(id)
    expect(second.producer.producerId).toBe(first.producer.producerId)
    expect(second.producer.producerEpoch).toBe(first.producer.producerEpoch + 2)
    await ended(topic)
    await expect(first.add(topic)).rejects.toMatchObject(refused('PRODUCER_FENCED'))
    await expect(first.end(true)).rejects.toMatchObject(refused('PRODUCER_FENCED'))
    expect(await first.send(topic, ['zombie'])).toBe('INVALID_PRODUCER_EPOCH')
    const group = fixture().name('group')
    await expect(first.kafka.addOffsetsToTxn(first.producer, group)).rejects.toMatchObject(
      refused('PRODUCER_FENCED'),
    )
    await second.write(topic, 'kept')
    expect(await first.send(topic, ['zombie'])).toBe('INVALID_PRODUCER_EPOCH')
    await second.end(true)
    await ended(topic)
    expect((await fixture().read(topic)).values).toEqual(['kept'])
    expect((await open(id)).producer.producerEpoch).toBe(second.producer.producerEpoch + 1)
  })

  test('going on from what one was: after an abort, with a transaction open, not after another came', async () => {
    const [topic, id] = [await fixture().topic(), fixture().name('id')]
    const writer = await open(id)
    const { producerEpoch } = writer.producer
    await writer.write(topic, 'a')
    await writer.again()
    expect(writer.producer.producerEpoch).toBe(producerEpoch + 1)
    await ended(topic)
    await writer.again()
    expect(writer.producer.producerEpoch).toBe(producerEpoch + 2)
    const zombie = new TransactionalWriter(fixture(), writer.producer)
    await open(id)
    await expect(zombie.again()).rejects.toMatchObject(refused('PRODUCER_FENCED'))
  })

  test('a zombie that tries to go on aborts the open transaction of its successor, though it is refused', async () => {
    const [topic, id] = [await fixture().topic(), fixture().name('id')]
    const zombie = await open(id)
    const owner = await open(id)
    await owner.write(topic, 'a')
    await expect(zombie.again()).rejects.toMatchObject(refused('PRODUCER_FENCED'))
    await expect(owner.end(true)).rejects.toMatchObject(refused('PRODUCER_FENCED'))
    await owner.again()
    await owner.write(topic, 'b')
    await owner.end(true)
    await ended(topic)
    expect((await fixture().read(topic)).values).toEqual(['b'])
  })

  test('an id that nobody had', async () => {
    const { kafka } = fixture()
    const id = fixture().name('id')
    const stranger = { transactionalId: id, producerId: 123_456_789, producerEpoch: 0 }
    expect(await kafka.transactionState(id)).toBeNull()
    const topic = await fixture().topic()
    await expect(kafka.addPartitionsToTxn(stranger, [{ topic, partition: 0 }])).rejects.toMatchObject(
      refused('INVALID_PRODUCER_ID_MAPPING'),
    )
    await expect(kafka.endTxn(stranger, true)).rejects.toMatchObject(refused('INVALID_PRODUCER_ID_MAPPING'))
    const { producerId, producerEpoch } = await kafka.initProducerId(id, 10_000, stranger)
    expect(producerEpoch).toBe(0)
    expect(producerId).not.toBe(stranger.producerId)
    await expect(kafka.initProducerId(id, 10_000, stranger)).rejects.toMatchObject(refused('PRODUCER_FENCED'))
  })

  test('a transaction left open runs out of time: aborted, its owner fenced, who may go on from what it was', async () => {
    const [topic, writer] = [await fixture().topic(), await open(fixture().name('id'), 1_000)]
    await writer.write(topic, 'a')
    await ended(topic)
    expect((await fixture().read(topic)).fetched.aborted).toHaveLength(1)
    expect(await writer.send(topic, ['b'])).toBe('INVALID_PRODUCER_EPOCH')
    await expect(writer.end(true)).rejects.toMatchObject(refused('PRODUCER_FENCED'))
    await writer.again()
    await writer.write(topic, 'c')
    await writer.end(true)
    await ended(topic)
    expect((await fixture().read(topic)).values).toEqual(['c'])
  })

  test('what coordinators and leaders tell of transactions', async () => {
    const [topic, writer] = [await fixture().topic(), await open()]
    const { kafka } = fixture()
    const { producerId, producerEpoch, transactionalId } = writer.producer
    const state = async () => (await kafka.transactionState(transactionalId))!.state
    expect(await state()).toBe('Empty')
    await writer.write(topic, 'a')
    expect(await kafka.transactionState(transactionalId)).toEqual({
      state: 'Ongoing',
      producerId,
      producerEpoch,
    })
    expect(await kafka.transactionalIds([producerId, 123_456_789])).toEqual([transactionalId])
    expect(await kafka.openTransactions([{ topic, partition: 0 }])).toEqual([
      { topic, partition: 0, producerId, producerEpoch, firstOffset: 0 },
    ])
    await writer.end(true)
    await fixture().until(state, seen => seen === 'CompleteCommit')
    expect(await kafka.openTransactions([{ topic, partition: 0 }])).toEqual([])
    expect(await kafka.transactionalIds([producerId])).toEqual([transactionalId])
    expect(await kafka.transactionalIds([])).toEqual([])
  })

  test('a topic that is not there yet is waited for', async () => {
    const [topic, writer] = [fixture().name('later'), await open()]
    const adding = writer.add(topic)
    await fixture().sleep(100)
    await fixture().topic(1, topic)
    await adding
    expect(await writer.send(topic, ['a'])).toBeNull()
    await writer.end(true)
    await ended(topic)
  })
}
