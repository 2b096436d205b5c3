import { type Connection, deleteGroupsV2 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'

/** With its committed offsets. Refused while it has members (NON_EMPTY_GROUP). */
export async function deleteGroup(cluster: Cluster, groupId: string): Promise<void> {
  const operation = cluster.operation('delete the group')
  const send = (connection: Connection) => deleteGroupsV2.api.async(connection, [groupId])
  // Not repeated once sent: the second would not find what the first one deleted.
  await cluster.retry(
    operation,
    () => cluster.requestCoordinator('group', groupId, 'query', operation, send),
    { repeatable: false },
  )
}
