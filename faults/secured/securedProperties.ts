import { join } from 'node:path'
import { commonProperties, quickRestart } from '../../broker/serverProperties.ts'
import { scram, securityProperties } from '../../deploy/secured/securityProperties.ts'

/** The ports of one node. */
export interface Doors {
  readonly clients: number
  readonly internal: number
  readonly controller: number
}

export interface SecuredNode {
  /** From 1. */
  readonly id: number
  readonly doors: readonly Doors[]
  readonly logs: string
  /** What deploy/secured/certificates.sh made. */
  readonly secrets: string
  readonly password: string
}

export const nodeName = (id: number): string => `kafka-${id}`
/** May do everything, by certificate, at the brokers' own door. */
export const operator = 'operator'

/** A broker and controller of a secured cluster on this machine. */
export function securedProperties(node: SecuredNode): Record<string, string> {
  const { id, doors, logs, secrets, password } = node
  const { clients, internal, controller } = doors[id - 1]!
  const superUsers = [...doors.map((_, i) => nodeName(i + 1)), operator].map(name => `User:CN=${name}`)
  return {
    ...commonProperties,
    ...quickRestart,
    ...securityProperties,
    // Every way in that the cabinet knows is tried.
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512,SCRAM-SHA-256,PLAIN',
    'listener.name.clients.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.clients.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_plain="${password}";`,
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': doors.map((each, i) => `${i + 1}@127.0.0.1:${each.controller}`).join(),
    listeners: `CLIENTS://127.0.0.1:${clients},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENTS://localhost:${clients},INTERNAL://localhost:${internal}`,
    'log.dirs': logs,

    'ssl.keystore.location': join(secrets, `${nodeName(id)}.p12`),
    'ssl.keystore.password': password,
    'ssl.truststore.location': join(secrets, 'ca.pem'),
    'super.users': superUsers.join(';'),
  }
}
