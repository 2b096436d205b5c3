import { expect, test } from 'vitest'
import type { ClusterFixture } from './clusterFixture.ts'
import { GroupClient, settleAll, topologyOf } from './groupClient.ts'
import { TransactionalWriter } from './transactionalWriter.ts'

const refused = (kafkaName: string) => ({ kafkaName })
const nobody = { memberId: '', memberEpoch: -1 }

/** Committed offsets: plain ones, those of transactions, and under which member epoch they are taken. */
export function offsetRules(fixture: () => ClusterFixture): void {
  const at = (topic: string, offset: number, partition = 0) => ({ topic, partition, offset })
  const committed = (groupId: string, topic: string, partition = 0) =>
    fixture().kafka.committedOffsets(groupId, [{ topic, partition }])

  test('a group without members takes offsets, tells them, and loses them when it is deleted', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(), fixture().name('group')]
    expect(await committed(groupId, topic)).toEqual([])
    expect(await kafka.allCommittedOffsets(groupId)).toEqual([])
    await expect(kafka.deleteGroup(groupId)).rejects.toMatchObject(refused('GROUP_ID_NOT_FOUND'))
    await kafka.commitOffsets(groupId, [{ ...at(topic, 5), metadata: 'm' }])
    expect(await committed(groupId, topic)).toEqual([{ ...at(topic, 5), metadata: 'm' }])
    expect(await kafka.allCommittedOffsets(groupId)).toEqual([{ ...at(topic, 5), metadata: 'm' }])
    expect(await kafka.describeStreamsGroup(groupId)).toBeNull()
    await kafka.deleteGroup(groupId)
    expect(await committed(groupId, topic)).toEqual([])
  })

  test.for([true, false])('offsets of an open transaction are waited for (commit: %s)', async commit => {
    const { kafka } = fixture()
    const [topic, groupId, writer] = [
      await fixture().topic(),
      fixture().name('group'),
      await TransactionalWriter.open(fixture()),
    ]
    await kafka.commitOffsets(groupId, [at(topic, 3)])
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    await kafka.txnOffsetCommit(writer.producer, { groupId, ...nobody }, [at(topic, 7)])
    const seen: string[] = []
    const reading = committed(groupId, topic).then(offsets => {
      seen.push('read')
      return offsets
    })
    const readingAll = kafka.allCommittedOffsets(groupId)
    await fixture().sleep(300)
    seen.push('end')
    await writer.end(commit)
    expect(await reading).toEqual([at(topic, commit ? 7 : 3)])
    expect(await readingAll).toEqual([at(topic, commit ? 7 : 3)])
    expect(seen).toEqual(['end', 'read'])
  })

  test('offsets need a transaction that the group was added to, and its producer', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(), fixture().name('group')]
    const writer = await TransactionalWriter.open(fixture())
    const commit = () => kafka.txnOffsetCommit(writer.producer, { groupId, ...nobody }, [at(topic, 1)])
    await expect(commit()).rejects.toMatchObject(refused('INVALID_TXN_STATE'))
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    await commit()
    await writer.end(true)
    expect(await committed(groupId, topic)).toEqual([at(topic, 1)])
    await TransactionalWriter.open(fixture(), writer.producer.transactionalId)
    await expect(commit()).rejects.toMatchObject(refused('INVALID_PRODUCER_EPOCH'))
  })

  test('under a member epoch: the right one, not a newer one, not of a stranger, not of a group that is gone', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const member = await new GroupClient(fixture(), groupId, topologyOf([topic])).settle(2)
    const writer = await TransactionalWriter.open(fixture())
    const commit = (memberId: string, memberEpoch: number, id = groupId) =>
      kafka.txnOffsetCommit(writer.producer, { groupId: id, memberId, memberEpoch }, [at(topic, 5)])
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    await commit(member.memberId, member.epoch)
    await expect(commit(member.memberId, member.epoch + 1)).rejects.toMatchObject(
      refused('ILLEGAL_GENERATION'),
    )
    await expect(commit('stranger', member.epoch)).rejects.toMatchObject(refused('UNKNOWN_MEMBER_ID'))
    const absent = fixture().name('group')
    await kafka.addOffsetsToTxn(writer.producer, absent)
    await expect(commit(member.memberId, 1, absent)).rejects.toMatchObject(refused('ILLEGAL_GENERATION'))
    await writer.end(true)
    expect(await committed(groupId, topic)).toEqual([at(topic, 5)])
    await expect(kafka.commitOffsets(groupId, [at(topic, 1)])).rejects.toMatchObject(
      refused('UNKNOWN_MEMBER_ID'),
    )
    await member.leave()
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    await expect(commit(member.memberId, member.epoch)).rejects.toMatchObject(refused('UNKNOWN_MEMBER_ID'))
    await writer.end(false)
    await kafka.commitOffsets(groupId, [at(topic, 1)])
    expect(await committed(groupId, topic)).toEqual([at(topic, 1)])
  })

  test('under an older member epoch: for tasks held since then, not for those that came or went later', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const [first, second] = [0, 1].map(() => new GroupClient(fixture(), groupId, topologyOf([topic])))
    await first!.settle(2)
    const before = first!.epoch
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 1 && second!.tasks === 1)
    expect(first!.epoch).toBeGreaterThan(before)
    const held = first!.active[0]!.partitions[0]!
    const writer = await TransactionalWriter.open(fixture())
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    const commit = (partition: number) =>
      kafka.txnOffsetCommit(writer.producer, { groupId, memberId: first!.memberId, memberEpoch: before }, [
        at(topic, 9, partition),
      ])
    await commit(held)
    await expect(commit(1 - held)).rejects.toMatchObject(refused('ILLEGAL_GENERATION'))
    await writer.end(true)
    expect(await committed(groupId, topic, held)).toEqual([at(topic, 9, held)])
    for (const member of [first!, second!]) await member.leave()
  })

  test('all offsets of a group leave out those that an open transaction commits for the first time', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const writer = await TransactionalWriter.open(fixture())
    await kafka.commitOffsets(groupId, [at(topic, 1)])
    await kafka.addOffsetsToTxn(writer.producer, groupId)
    await kafka.txnOffsetCommit(writer.producer, { groupId, ...nobody }, [at(topic, 7, 1)])
    expect(await kafka.allCommittedOffsets(groupId)).toEqual([at(topic, 1)])
    await writer.end(true)
    await fixture().until(
      () => kafka.allCommittedOffsets(groupId),
      offsets => offsets.length === 2,
    )
  })
}
