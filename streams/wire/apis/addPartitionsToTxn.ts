import { type Connection, createAPI, Writer } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { Producer, TopicPartition } from '../kafka.ts'
import { kafkaErrorOf } from '../protocolError.ts'

/** Said of the partitions that are not to blame when another one of the request is. */
const NOT_ATTEMPTED = 55

/** AddPartitionsToTxn 3, by hand: the library leaves out its tagged fields. 4 and 5 are for brokers. Gives the error codes. */
const addPartitionsToTxn3 = createAPI<[Producer, readonly TopicPartition[]], number[]>(
  24,
  3,
  (producer: Producer, partitions: readonly TopicPartition[]) =>
    Writer.create()
      .appendString(producer.transactionalId)
      .appendInt64(BigInt(producer.producerId))
      .appendInt16(producer.producerEpoch)
      .appendArray([...Map.groupBy(partitions, entry => entry.topic)], (w, [topic, entries]) => {
        w.appendString(topic).appendArray(
          entries,
          (w, { partition }) => w.appendInt32(partition),
          true,
          false,
        )
      })
      .appendTaggedFields(),
  (_correlationId, _key, _version, reader) => {
    reader.readInt32() // throttle time
    return reader
      .readArray(r => {
        r.readString() // topic
        return r.readArray(r => {
          r.readInt32() // partition
          return r.readInt16()
        })
      })
      .flat()
  },
)

export async function addPartitionsToTxn(
  cluster: Cluster,
  producer: Producer,
  partitions: readonly TopicPartition[],
): Promise<void> {
  if (partitions.length === 0) return
  const operation = cluster.operation('add partitions to the transaction')
  const send = async (connection: Connection) => {
    const failed = (await addPartitionsToTxn3.async(connection, producer, partitions)).filter(
      code => code !== 0,
    )
    const code = failed.find(code => code !== NOT_ATTEMPTED) ?? failed[0]
    if (code !== undefined) throw kafkaErrorOf(code, operation.name)
  }
  await cluster.retry(operation, () =>
    cluster.requestCoordinator('transaction', producer.transactionalId, 'produce', operation, send),
  )
}
