import type { Coordinator } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { internalHeaders } from '../../api/access/internalHeaders.ts'
import { Comparer } from '../../api/generations/comparer.ts'
import type { Config } from '../../config/readConfig.ts'
import { topicNeeds } from '../topics/topicNeed.ts'
import { topologyOf } from '../topologyOf.ts'

export const comparerOf = (config: Config, kafka: Kafka, coordinator: Coordinator): Comparer =>
  new Comparer({
    coordinator,
    kafka,
    applicationId: config.APPLICATION_ID,
    stores: [...topologyOf(config).stores.keys()],
    partitions: topicNeeds({})[0]!.partitions,
    headers: internalHeaders(config.INTERNAL_SECRET),
    isSecure: config.TLS_CERT !== null,
  })
