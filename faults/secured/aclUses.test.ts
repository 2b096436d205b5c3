import { expect, test } from 'vitest'
import { type Acl, aclsOf } from '../../deploy/acls.ts'
import { aclUses } from './aclUses.ts'

const line = (verdict: string, operation: string, resource: string, request: string, user = 'cabinet') =>
  `[handler-6] DEBUG kafka.authorizer.logger - Principal = User:${user} is ${verdict} operation = ${operation} from host = 127.0.0.1 on resource = ${resource} for request = ${request} with resourceRefCount = 1 based on rule MatchingAcl(acl=…)`

test('what was asked for is told by ACL, what nothing asked for and what was denied too', () => {
  const acls: readonly Acl[] = [
    {
      resource: 'topic',
      names: ['patient.created'],
      isPrefix: false,
      operations: ['Read', 'DescribeConfigs'],
      why: '',
    },
    { resource: 'transactional-id', names: ['cabinet'], isPrefix: true, operations: ['Write'], why: '' },
    { resource: 'cluster', names: [], isPrefix: false, operations: ['Describe'], why: '' },
  ]
  const logs = [
    [
      line('Allowed', 'READ', 'Topic:LITERAL:patient.created', 'Fetch'),
      line('Allowed', 'READ', 'Topic:LITERAL:patient.created', 'Fetch'),
      line('Allowed', 'DESCRIBE', 'Topic:LITERAL:patient.created', 'Metadata'),
      line('Denied', 'ALTER', 'Cluster:LITERAL:kafka-cluster', 'CreateAcls', 'operator'),
    ].join('\n'),
    [
      line('Allowed', 'WRITE', 'TransactionalId:LITERAL:cabinet-1:2', 'EndTxn'),
      line('Allowed', 'DESCRIBE', 'Cluster:LITERAL:kafka-cluster', 'DescribeLogDirs'),
      line('Denied', 'WRITE', 'Topic:LITERAL:secret', 'Produce'),
    ].join('\n'),
  ]
  expect(aclUses(logs, acls, 'cabinet')).toEqual({
    used: [
      { acl: 'Read topic patient.created', requests: ['Fetch'] },
      { acl: 'Write transactional-id cabinet*', requests: ['EndTxn'] },
      { acl: 'Describe cluster', requests: ['DescribeLogDirs'] },
    ],
    unused: ['DescribeConfigs topic patient.created'],
    denied: ['WRITE Topic:LITERAL:secret for Produce'],
  })
})

test('without a log everything is unused', () => {
  const acls = aclsOf('cabinet')
  const count = acls.flatMap(({ operations }) => operations).length
  expect(aclUses([''], acls, 'cabinet').unused).toHaveLength(count)
})
