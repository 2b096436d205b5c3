import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { topics } from '../events/topics.ts'
import { aclScript } from './aclScript.ts'
import { aclArguments, aclsOf } from './acls.ts'
import { withAclTable } from './aclTable.ts'

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', ...path), 'utf8')

test('every topic of the cabinet is in them', () => {
  const named = aclsOf('cabinet').flatMap(({ names }) => names)
  expect(topics.filter(({ name }) => !named.includes(name))).toEqual([])
})

test('are told as Kafka’s tool is told', () => {
  expect(aclArguments(aclsOf('practice').find(each => each.resource === 'group')!, 'User:x').join(' ')).toBe(
    '--add --allow-principal User:x --operation Read --operation Delete --operation AlterConfigs --group practice --resource-pattern-type prefixed',
  )
  expect(aclArguments(aclsOf('practice').at(-1)!, 'User:x').at(-1)).toBe('--cluster')
})

test('the script and the page have them as they are: node deploy/writeAcls.ts', () => {
  expect(read('deploy', 'secured', 'acls.sh')).toBe(aclScript())
  const page = read('docs', 'production.md')
  expect(page).toBe(withAclTable(page))
})
