import { expect, test } from 'vitest'
import type { ClusterFixture } from './clusterFixture.ts'
import { GroupClient, settleAll, topologyOf } from './groupClient.ts'

/** Streams groups (KIP-1071): who has which tasks, and when. */
export function groupRules(fixture: () => ClusterFixture): void {
  const changelog = (name: string) => ({
    name,
    partitions: 0,
    replicationFactor: 0,
    configs: { 'cleanup.policy': 'compact' },
  })
  const clients = (count: number, groupId: string, topology: ReturnType<typeof topologyOf>) =>
    Array.from({ length: count }, () => new GroupClient(fixture(), groupId, topology))
  const all = (topic: string, tasks: readonly number[]) => [{ topic, partitions: tasks }]

  test('the first member gets all tasks, and the group tells of it', async () => {
    const [topic, groupId] = [await fixture().topic(3), fixture().name('group')]
    expect(await fixture().kafka.describeStreamsGroup(groupId)).toBeNull()
    const member = await new GroupClient(fixture(), groupId, topologyOf([topic])).settle(3)
    expect(member.active).toEqual([{ subtopologyId: '0', partitions: [0, 1, 2] }])
    expect(member.endpoints).toEqual([
      {
        endpoint: { host: member.memberId, port: 1 },
        activePartitions: all(topic, [0, 1, 2]),
        standbyPartitions: [],
      },
    ])
    expect(await fixture().kafka.describeStreamsGroup(groupId)).toMatchObject({
      groupId,
      state: 'Stable',
      groupEpoch: member.epoch,
      members: [
        {
          memberId: member.memberId,
          memberEpoch: member.epoch,
          processId: member.memberId,
          userEndpoint: { host: member.memberId, port: 1 },
          activeTasks: member.active,
          standbyTasks: [],
        },
      ],
    })
    const quiet = await member.beat()
    expect(quiet).toMatchObject({ error: null, activeTasks: null, standbyTasks: null, status: [] })
    await member.leave()
    expect(await fixture().kafka.describeStreamsGroup(groupId)).toMatchObject({ state: 'Empty', members: [] })
  })

  test('internal topics are created, as many partitions as feed them, with their settings', async () => {
    const [topic, groupId] = [await fixture().topic(3), fixture().name('group')]
    const [store, between] = [`${groupId}-store-changelog`, `${groupId}-by-repartition`]
    fixture().owns(store, between)
    const topology = {
      epoch: 0,
      subtopologies: [
        ...topologyOf([topic], { repartitionSinkTopics: [between] }).subtopologies,
        ...topologyOf([], {
          id: '1',
          repartitionSourceTopics: [{ ...changelog(between), configs: {} }],
          stateChangelogTopics: [changelog(store)],
          copartitionGroups: [{ sourceTopics: [], repartitionSourceTopics: [0] }],
        }).subtopologies,
      ],
    }
    const member = new GroupClient(fixture(), groupId, topology)
    const joined = await fixture().until(
      () => member.join(),
      ({ error }) => error === null,
    )
    expect(joined.status.map(({ code }) => code)).toEqual([3])
    expect(joined.activeTasks).toEqual([])
    await member.settle(6)
    const { topics } = await fixture().kafka.metadata([store, between])
    expect([topics.get(store)!.leaders.length, topics.get(between)!.leaders.length]).toEqual([3, 3])
    expect((await fixture().kafka.topicConfigs([store])).get(store)!.get('cleanup.policy')).toBe('compact')
    expect((await member.beat()).status).toEqual([])
    await member.leave()
  })

  test('a source topic that is missing, and then there', async () => {
    const [topic, groupId] = [fixture().name('later'), fixture().name('group')]
    const member = new GroupClient(fixture(), groupId, topologyOf([topic]))
    // Kafka 4.3.1 stumbles over the endpoint here.
    expect(await member.join()).toMatchObject({ error: 'UNKNOWN_SERVER_ERROR' })
    expect(await fixture().kafka.describeStreamsGroup(groupId)).toBeNull()
    member.hasEndpoint = false
    const joined = await member.join()
    expect(joined).toMatchObject({ error: null, activeTasks: [] })
    expect(joined.status.map(({ code }) => code)).toEqual([1])
    expect((await fixture().kafka.describeStreamsGroup(groupId))!.state).toBe('NotReady')
    await fixture().topic(2, topic)
    await member.settle(2)
    await member.leave()
  })

  test('a source topic that is made again', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const { kafka } = fixture()
    const member = await new GroupClient(fixture(), groupId, topologyOf([topic])).settle(2)
    const before = member.epoch
    await kafka.deleteTopics([topic])
    await fixture().until(
      () => member.beat(),
      ({ error }) => error === 'UNKNOWN_SERVER_ERROR',
    )
    await fixture().topic(2, topic)
    await fixture().until(
      () => member.report(),
      ({ error }) => error === null && member.epoch > before,
    )
    expect(member.tasks).toBe(2)
    await member.leave()
  })

  test('topics that are read together and have other numbers of partitions', async () => {
    const [one, two, groupId] = [await fixture().topic(1), await fixture().topic(2), fixture().name('group')]
    const member = new GroupClient(fixture(), groupId, topologyOf([one, two]))
    expect(await member.join()).toMatchObject({ error: 'UNKNOWN_SERVER_ERROR' })
    member.hasEndpoint = false
    const joined = await fixture().until(
      () => member.join(),
      ({ status }) => status[0]?.code === 2,
    )
    expect(joined).toMatchObject({ error: null, activeTasks: [] })
    await member.leave()
  })

  test('another topology is refused, also while the group is empty; made anew, it has its offsets', async () => {
    const { kafka } = fixture()
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const member = await new GroupClient(fixture(), groupId, topologyOf([topic])).settle(2)
    const changed = new GroupClient(fixture(), groupId, topologyOf([topic], { id: 'other' }))
    const isRefused = { error: 'INVALID_REQUEST', errorMessage: 'Topology updates are not supported yet.' }
    expect(await changed.join()).toMatchObject(isRefused)
    await expect(kafka.deleteGroup(groupId)).rejects.toMatchObject({ kafkaName: 'NON_EMPTY_GROUP' })
    await member.leave()
    expect(await changed.join()).toMatchObject(isRefused)
    await kafka.commitOffsets(groupId, [{ topic, partition: 0, offset: 5 }])
    const offsets = await kafka.allCommittedOffsets(groupId)
    await kafka.deleteGroup(groupId)
    expect(await kafka.describeStreamsGroup(groupId)).toBeNull()
    await kafka.commitOffsets(groupId, offsets)
    await changed.settle(2)
    expect(changed.active).toEqual([{ subtopologyId: 'other', partitions: [0, 1] }])
    expect(await kafka.committedOffsets(groupId, [{ topic, partition: 0 }])).toMatchObject([{ offset: 5 }])
    await changed.leave()
  })

  test('a member that comes back with its id gets its tasks in the first answer, however old it is', async () => {
    const [topic, groupId] = [await fixture().topic(4), fixture().name('group')]
    const [first, second] = clients(2, groupId, topologyOf([topic]))
    await first!.settle(4)
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 2 && second!.tasks === 2)
    const had = first!.active
    for (let i = 0; i < 2; i++) {
      const back = await first!.join()
      expect(back).toMatchObject({ error: null, activeTasks: had })
      expect(back.memberEpoch).toBe(second!.epoch)
    }
    for (const member of [first!, second!]) await member.leave()
  })

  test('a task goes to another member only when its owner has given it up', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const [first, second] = clients(2, groupId, topologyOf([topic]))
    await first!.settle(2)
    const before = first!.epoch
    const joined = await second!.join()
    expect(joined).toMatchObject({ error: null, activeTasks: [] })
    expect(joined.memberEpoch).toBeGreaterThan(before)
    const told = await first!.beat()
    expect(told.memberEpoch).toBe(before)
    expect(first!.tasks).toBe(1)
    // It says nothing of what it has: nothing moves.
    await first!.beat()
    await second!.beat()
    expect(second!.tasks).toBe(0)
    expect((await fixture().kafka.describeStreamsGroup(groupId))!.state).toBe('Reconciling')
    const done = await first!.report()
    expect(done.memberEpoch).toBe(second!.epoch)
    await second!.beat()
    expect(second!.tasks).toBe(1)
    expect((await fixture().kafka.describeStreamsGroup(groupId))!.state).toBe('Stable')
    for (const member of [first!, second!]) await member.leave()
  })

  test('who leaves hands its tasks over at once', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const [first, second] = clients(2, groupId, topologyOf([topic]))
    await first!.settle(2)
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 1 && second!.tasks === 1)
    expect(await first!.leave()).toMatchObject({ error: null, memberEpoch: -1 })
    await second!.beat()
    expect(second!.tasks).toBe(2)
    expect(await first!.leave()).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' })
    await second!.leave()
  })

  test('who is silent for a session loses its place', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    await fixture().kafka.setGroupConfigs(groupId, { 'streams.session.timeout.ms': '3000' })
    const [first, second] = clients(2, groupId, topologyOf([topic]))
    await first!.settle(2)
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 1 && second!.tasks === 1)
    await settleAll(fixture(), [second!], () => second!.tasks === 2)
    expect(await first!.beat()).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' })
    expect(await first!.join()).toMatchObject({ error: null, activeTasks: [] })
    for (const member of [first!, second!]) await member.leave()
  })

  test('who does not give up its tasks in time loses its place', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const [first, second] = clients(2, groupId, topologyOf([topic]))
    first!.rebalanceTimeoutMs = 1_000
    await first!.settle(2)
    await second!.join()
    await fixture().until(
      async () => [(await first!.beat()).error, (await second!.report()).error],
      ([error]) => error === 'UNKNOWN_MEMBER_ID',
    )
    await second!.settle(2)
    await second!.leave()
  })

  test('epochs that are not its own', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const [first, second, stranger] = clients(3, groupId, topologyOf([topic]))
    expect(await first!.send({ memberEpoch: 1 })).toMatchObject({ error: 'GROUP_ID_NOT_FOUND' })
    expect(await first!.leave()).toMatchObject({ error: 'GROUP_ID_NOT_FOUND' })
    await first!.settle(2)
    const old = first!.epoch
    expect(await stranger!.send({ memberEpoch: old })).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' })
    expect(await first!.send({ memberEpoch: old + 1 })).toMatchObject({ error: 'FENCED_MEMBER_EPOCH' })
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 1 && second!.tasks === 1)
    // The answer with the new epoch may be lost: with what it has, the old one still counts.
    const owned = { activeTasks: first!.active, standbyTasks: [], warmupTasks: [] }
    expect(await first!.send({ memberEpoch: old, ...owned })).toMatchObject({ memberEpoch: first!.epoch })
    expect(await first!.send({ memberEpoch: old })).toMatchObject({ error: 'FENCED_MEMBER_EPOCH' })
    expect(await first!.beat()).toMatchObject({ error: null })
    for (const member of [first!, second!]) await member.leave()
  })

  test('standbys, as many as the group is set to, on another member; and where they are', async () => {
    const [topic, groupId] = [await fixture().topic(2), fixture().name('group')]
    const store = `${groupId}-store-changelog`
    fixture().owns(store)
    const topology = topologyOf([topic], { stateChangelogTopics: [changelog(store)] })
    const [first, second] = clients(2, groupId, topology)
    await first!.settle(2)
    await second!.join()
    await settleAll(fixture(), [first!, second!], () => first!.tasks === 1 && second!.tasks === 1)
    await fixture().kafka.setGroupConfigs(groupId, { 'streams.num.standby.replicas': '1' })
    await settleAll(fixture(), [first!, second!], () => first!.standbys === 1 && second!.standbys === 1)
    expect(first!.standby).toEqual(second!.active)
    expect(second!.standby).toEqual(first!.active)
    const { endpoints } = second!
    expect(endpoints!.find(({ endpoint }) => endpoint.host === second!.memberId)).toEqual({
      endpoint: { host: second!.memberId, port: 1 },
      activePartitions: all(topic, second!.active[0]!.partitions),
      standbyPartitions: all(topic, second!.standby[0]!.partitions),
    })
    await second!.leave()
    await settleAll(fixture(), [first!], () => first!.tasks === 2 && first!.standbys === 0)
    await first!.leave()
  })
}
