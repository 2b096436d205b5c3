import { type Connection, findCoordinatorV4 } from '@platformatic/kafka'
import type { BrokerAddress } from '../kafka.ts'

const KEY_TYPES = { group: 0, transaction: 1 } as const

export async function findCoordinator(
  connection: Connection,
  type: keyof typeof KEY_TYPES,
  key: string,
): Promise<BrokerAddress> {
  const answer = await findCoordinatorV4.api.async(connection, KEY_TYPES[type], [key])
  const { nodeId, host, port } = answer.coordinators[0]!
  return { id: nodeId, host, port }
}
