import { expect, test } from 'vitest'
import type { GraphAnswer, InstanceReport } from '../../../answers.ts'
import { gathered } from './gathered.ts'
import { tasksOf } from './tasksOf.ts'

const graph = {
  applicationId: 'a',
  globals: [],
  subtopologies: [
    { id: '0', nodes: [], stores: [] },
    { id: '1', nodes: [], stores: [{ name: 's' }] },
  ],
} as unknown as GraphAnswer

const report = (part: Partial<InstanceReport>) =>
  ({ tasks: [], standbys: [], restoring: [], ...part }) as unknown as InstanceReport

test('each task has who runs it, who stands by, and where it is being restored; nobody where nobody says so', () => {
  const lines = tasksOf(graph, {
    instances: [
      {
        instance: 'a',
        said: report({
          tasks: [{ id: '0_0', processed: 1, lag: 4 }],
          standbys: [{ id: '1_0', role: 'standby', lag: 0, behindMs: 0 }],
        }),
      },
      {
        instance: 'b',
        said: report({
          tasks: [{ id: '1_0', processed: 1, lag: 0 }],
          restoring: [{ store: 's', partition: 1, from: 0, at: 1, to: 2, perSecond: 1, remainingMs: null }],
        }),
      },
      { instance: 'c', said: null },
    ],
  })
  expect(lines).toMatchObject([
    { part: '0', tasks: [{ id: '0_0', active: 0, lag: 4 }] },
    {
      part: '1',
      tasks: [
        { id: '1_0', active: 1, standbys: [{ instance: 0, role: 'standby' }] },
        { id: '1_1', active: null, restoring: 1 },
      ],
    },
  ])
})

test('tasks that one instance opens at once are one event', () => {
  const event = (instance: string, at: number, kind: string, details: object) => ({
    instance,
    at,
    kind,
    ...details,
  })
  expect(
    gathered([
      event('a', 5_100, 'state', { from: 'REBALANCING', to: 'RUNNING' }),
      event('a', 5_000, 'opened', { tasks: ['1_0'] }),
      event('a', 4_900, 'opened', { tasks: ['0_0'] }),
      event('b', 4_800, 'opened', { tasks: ['0_1'] }),
      event('b', 1_000, 'opened', { tasks: ['0_2'] }),
    ]).map(({ instance, kind, tasks }) => [instance, kind, tasks]),
  ).toEqual([
    ['a', 'state', undefined],
    ['a', 'opened', ['0_0', '1_0']],
    ['b', 'opened', ['0_1']],
    ['b', 'opened', ['0_2']],
  ])
})
