import type { Acl } from '../../deploy/acls.ts'
import { topics } from '../../events/topics.ts'
import { type Decision, decisionsOf } from './authorizerLog.ts'

/** What one operation of an ACL was used for: names of Kafka's requests. */
export interface AclUse {
  readonly acl: string
  readonly requests: readonly string[]
}

export interface AclUses {
  readonly used: readonly AclUse[]
  /** Nothing asked for them. */
  readonly unused: readonly string[]
  /** What was asked for and is in no ACL. */
  readonly denied: readonly string[]
}

/** By what the brokers decided: which request needed which operation of which ACL. */
export function aclUses(logs: readonly string[], acls: readonly Acl[], user: string): AclUses {
  const decisions = logs.flatMap(decisionsOf).filter(({ principal }) => principal === `User:${user}`)
  const all = acls.flatMap(acl =>
    acl.operations.map(operation => {
      const needed = decisions.filter(each => each.allowed && covers(acl, operation, each))
      return { acl: nameOf(acl, operation), requests: namesOf(needed.map(({ request }) => request)) }
    }),
  )
  const denied = decisions.filter(({ allowed }) => !allowed)
  return {
    used: all.filter(({ requests }) => requests.length > 0),
    unused: all.filter(({ requests }) => requests.length === 0).map(({ acl }) => acl),
    denied: namesOf(denied.map(each => `${each.operation} ${each.resource} for ${each.request}`)),
  }
}

/** That very operation was asked for: what it implies (to read is to describe) proves nothing. */
function covers(acl: Acl, operation: string, { operation: asked, resource }: Decision): boolean {
  const [, type = '', name = ''] = /^(\w+):\w+:(.*)$/.exec(resource) ?? []
  const isIt = acl.isPrefix
    ? acl.names.some(each => name.startsWith(each)) && !named.has(name)
    : acl.resource === 'cluster' || acl.names.includes(name)
  return plain(type) === plain(acl.resource) && plain(asked) === plain(operation) && isIt
}

/** Of the cabinet’s topics those that have names of their own, though they begin as the application’s do. */
const named = new Set(topics.map(({ name }) => name))

const plain = (word: string) => word.replaceAll(/[-_]/g, '').toLowerCase()

function nameOf({ resource, names, isPrefix }: Acl, operation: string): string {
  const what = names.length > 1 ? `${names[0]} …` : (names[0] ?? '')
  return [operation, resource, isPrefix ? `${what}*` : what].join(' ').trim()
}

const namesOf = (names: readonly string[]) => [...new Set(names)].sort()
