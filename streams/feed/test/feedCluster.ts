import { StreamsBuilder } from '../../dsl/streamsBuilder.ts'
import { json } from '../../serdes/json.ts'
import { text } from '../../serdes/text.ts'
import { processKafka } from '../../testing/simulation/processKafka.ts'
import { SimulatedCluster } from '../../testing/simulation/simulatedCluster.ts'
import { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import { Feed, type FeedOptions } from '../feed.ts'
import type { FeedView } from '../feedView.ts'
import type { SnapshotSource } from '../snapshotSource.ts'

export interface Item {
  readonly owner: string
  readonly n: number
}

/** `items` as they come: a table of its own, and its changes as a topic. */
function topology() {
  const builder = new StreamsBuilder()
  builder
    .table('input', { key: text, value: json<Item>(), store: 'items', changelog: 'own' })
    .toStream()
    .to('output', { value: json<Item>() })
  return builder.build()
}

const items: FeedView<Item> = {
  name: 'items',
  store: 'items',
  fields: ['key', 'owner'],
  keyFields: ['key'],
  fieldsOf: ({ owner }) => ({ owner }),
  keyFieldsOf: key => ({ key }),
  rangeOf: ({ key }) => (key === undefined ? null : { from: key, to: `${key}\0` }),
  show: ({ owner, n }) => ({ owner, n }),
}

/** An application on a simulated Kafka, with feeds beside it; each has a process of its own. */
export class FeedCluster {
  readonly cluster: SimulatedCluster
  #feeds = 0

  constructor(seed: number, standbys = 0) {
    this.cluster = new SimulatedCluster({
      topology: topology(),
      topics: { input: 2, output: 2 },
      seed,
      streams: { standbys },
    })
  }

  feed(options: Partial<FeedOptions> = {}) {
    const { simulator, kafka, applicationId } = this.cluster
    const process = new SimulatedProcess(simulator, `feed.${++this.#feeds}`)
    const connection = kafka.connect(process.name)
    const feed = new Feed({
      kafka: processKafka(connection, process),
      applicationId,
      topology: topology(),
      views: [items as FeedView],
      topics: [
        {
          name: 'output',
          fields: ['owner'],
          read: ({ key, value }) => {
            const item = JSON.parse(value ?? '{}') as Item
            return { value: { key, item }, fields: { owner: item.owner ?? null } }
          },
        },
      ],
      snapshots: this.snapshots,
      time: process.time,
      ...options,
    })
    const crash = () => {
      process.kill()
      connection.crash()
    }
    return { feed, crash }
  }

  put(key: string, item: Item | null): void {
    this.cluster.produce('input', { key, value: item === null ? null : JSON.stringify(item) })
  }

  rows(): Promise<ReadonlyMap<string, Item>> {
    return this.cluster.rows<Item>('items')
  }

  readonly snapshots: SnapshotSource = {
    page: async (store, partition, { where, ...query }) => {
      for (const { streams } of this.cluster.instances) {
        const view = streams?.store<string, Item>(store)
        if (!view || ![...view.partitions, ...view.standbys.map(each => each.partition)].includes(partition))
          continue
        const { rows, next, sources } = await view.at(partition).readPage(query)
        const fitting = rows.filter(([, row]) => where?.owner === undefined || row.owner === where.owner)
        return { rows: fitting, next, ...sources[0]! }
      }
      return null
    },
  }
}
