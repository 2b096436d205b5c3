import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { BrokerFixture } from './brokerFixture.ts'
import type { Kafka, StreamsHeartbeatRequest, StreamsTopology } from './kafka.ts'

describe.skipIf(BrokerFixture.brokers.length === 0)('streams groups of a real cluster', () => {
  let fixture: BrokerFixture

  beforeAll(async () => {
    fixture = await BrokerFixture.open()
  })

  afterAll(() => fixture.close())

  test('carries a streams group from its first member to its successor', async () => {
    const { kafka } = fixture
    const [topic, groupId] = [await fixture.newTopic(2), `wire-group-${randomUUID()}`]
    const [memberId, other] = [randomUUID(), randomUUID()]
    const joined = await join(kafka, heartbeat(groupId, memberId, topologyOf(topic)))
    expect(joined.activeTasks).toEqual([{ subtopologyId: '0', partitions: [0, 1] }])
    expect((await kafka.describeStreamsGroup(groupId))!).toMatchObject({
      groupId,
      topology: { epoch: 0, subtopologies: [{ id: '0', sourceTopics: [topic] }] },
      members: [{ memberId, processId: memberId, userEndpoint: { host: 'localhost', port: 60_000 } }],
    })

    const producer = await kafka.initProducerId(groupId, 10_000)
    const commit = async (member: string, memberEpoch: number, offset: number) => {
      await kafka.addOffsetsToTxn(producer, groupId)
      return kafka.txnOffsetCommit(producer, { groupId, memberId: member, memberEpoch }, [
        { topic, partition: 0, offset },
      ])
    }
    await commit(memberId, joined.memberEpoch, 5)
    await kafka.endTxn(producer, true)
    await expect(commit(memberId, joined.memberEpoch + 1, 6)).rejects.toMatchObject({
      kafkaName: 'ILLEGAL_GENERATION',
    })
    await expect(commit(other, joined.memberEpoch, 6)).rejects.toMatchObject({
      kafkaName: 'UNKNOWN_MEMBER_ID',
    })
    await kafka.endTxn(producer, false)
    expect(await kafka.committedOffsets(groupId, [{ topic, partition: 0 }])).toMatchObject([{ offset: 5 }])

    // The member comes back with its id: its tasks are in the first answer.
    const back = await kafka.streamsGroupHeartbeat(heartbeat(groupId, memberId, topologyOf(topic)))
    expect(back).toMatchObject({ error: null, activeTasks: joined.activeTasks })
    // With another topology it is refused, and the group has to be made again.
    const changed = topologyOf(topic, 'renamed')
    expect(await kafka.streamsGroupHeartbeat(heartbeat(groupId, other, changed))).toMatchObject({
      error: 'INVALID_REQUEST',
      errorMessage: expect.stringContaining('Topology updates are not supported'),
    })
    await expect(kafka.deleteGroup(groupId)).rejects.toMatchObject({ kafkaName: 'NON_EMPTY_GROUP' })
    const leave = { ...heartbeat(groupId, memberId, null), memberEpoch: -1, activeTasks: null }
    expect(
      await kafka.streamsGroupHeartbeat({ ...leave, standbyTasks: null, warmupTasks: null }),
    ).toMatchObject({
      error: null,
      memberEpoch: -1,
    })
    const offsets = await kafka.allCommittedOffsets(groupId)
    await kafka.deleteGroup(groupId)
    expect(await kafka.describeStreamsGroup(groupId)).toBeNull()
    await kafka.commitOffsets(groupId, offsets)
    expect((await join(kafka, heartbeat(groupId, other, changed))).activeTasks).toEqual([
      { subtopologyId: 'renamed', partitions: [0, 1] },
    ])
    expect(await kafka.committedOffsets(groupId, [{ topic, partition: 0 }])).toMatchObject([{ offset: 5 }])
  })
})

function topologyOf(topic: string, id = '0'): StreamsTopology {
  return {
    epoch: 0,
    subtopologies: [
      {
        id,
        sourceTopics: [topic],
        stateChangelogTopics: [],
        repartitionSinkTopics: [],
        repartitionSourceTopics: [],
        copartitionGroups: [{ sourceTopics: [0], repartitionSourceTopics: [] }],
      },
    ],
  }
}

function heartbeat(
  groupId: string,
  memberId: string,
  topology: StreamsTopology | null,
): StreamsHeartbeatRequest {
  return {
    groupId,
    memberId,
    memberEpoch: 0,
    endpointInformationEpoch: 0,
    rebalanceTimeoutMs: 10_000,
    topology,
    activeTasks: [],
    standbyTasks: [],
    warmupTasks: [],
    processId: memberId,
    userEndpoint: { host: 'localhost', port: 60_000 },
    clientTags: { zone: 'a' },
    shutdownApplication: false,
  }
}

/** Heartbeats until tasks are assigned. */
async function join(kafka: Kafka, request: StreamsHeartbeatRequest) {
  return vi.waitFor(
    async () => {
      const response = await kafka.streamsGroupHeartbeat(request)
      expect(response.error).toBeNull()
      expect(response.activeTasks?.length).toBeGreaterThan(0)
      return response
    },
    { timeout: 20_000, interval: 100 },
  )
}
