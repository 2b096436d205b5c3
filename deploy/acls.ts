import { deadLetterTopic, topics } from '../events/topics.ts'

export type Operation =
  | 'Read'
  | 'Write'
  | 'Describe'
  | 'Create'
  | 'Delete'
  | 'DescribeConfigs'
  | 'AlterConfigs'

/** What one of Kafka's users is allowed, of some resources. */
export interface Acl {
  readonly resource: 'topic' | 'group' | 'transactional-id' | 'cluster'
  /** Empty for the cluster. */
  readonly names: readonly string[]
  /** The names are the beginnings of names. */
  readonly isPrefix: boolean
  readonly operations: readonly Operation[]
  readonly why: string
}

/** What the cabinet's user needs, and no more: `npm run faults -- --secured` shows what each is used for. */
export function aclsOf(applicationId: string): readonly Acl[] {
  const own = { names: [applicationId], isPrefix: true }
  return [
    {
      resource: 'topic',
      names: topics.map(({ name }) => name),
      isPrefix: false,
      operations: ['Read', 'Write', 'Create', 'DescribeConfigs'],
      why: 'The events, dead letters and the audit trail: read, published, created where they are missing, and looked at whether they keep everything.',
    },
    {
      resource: 'topic',
      names: [deadLetterTopic],
      isPrefix: false,
      operations: ['Delete'],
      why: 'Dead letters that were treated: for `cabinet dlq purge` alone.',
    },
    {
      resource: 'topic',
      ...own,
      operations: ['Read', 'Write', 'Create', 'Delete', 'DescribeConfigs', 'AlterConfigs'],
      why: 'Its own: changelogs, what goes between its parts (the records that were processed are deleted), generations.',
    },
    {
      resource: 'topic',
      names: ['__consumer_offsets'],
      isPrefix: false,
      operations: ['Read'],
      why: 'Whether brokers lost markers of its own transactions there (docs/exactly-once.md).',
    },
    {
      resource: 'group',
      ...own,
      operations: ['Read', 'Delete', 'AlterConfigs'],
      why: 'Its groups: joined and committed to; made anew for a changed topology; session timeout and standbys are settings of theirs.',
    },
    { resource: 'transactional-id', ...own, operations: ['Write'], why: 'Its transactions.' },
    {
      resource: 'cluster',
      names: [],
      isPrefix: false,
      operations: ['Describe'],
      why: 'How many bytes topics have: for the plan of `cabinet reset` alone.',
    },
  ]
}

/** What `kafka-acls.sh` is told, after how to reach the cluster, for one of them. */
export function aclArguments(acl: Acl, principal: string): readonly string[] {
  return [
    '--add',
    ...['--allow-principal', principal],
    ...acl.operations.flatMap(operation => ['--operation', operation]),
    ...(acl.resource === 'cluster' ? ['--cluster'] : acl.names.flatMap(name => [`--${acl.resource}`, name])),
    ...(acl.isPrefix ? ['--resource-pattern-type', 'prefixed'] : []),
  ]
}
