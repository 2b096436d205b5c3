import { ensureTopics } from '../topics/ensureTopics.ts'
import { topicNeeds } from '../topics/topicNeed.ts'
import { withKafka } from './withKafka.ts'

/** `cabinet topics`: creates what is missing, checks what is there, and mends it when told to. */
export async function topicsCommand(options: {
  readonly json?: boolean
  readonly repair?: boolean
}): Promise<number> {
  const { json = false, repair = false } = options
  const { created, existing, repaired } = await withKafka(json, ({ config, kafka, brokers }) =>
    ensureTopics(kafka, {
      needs: topicNeeds(config.ALIASES, config.AUDIT_TRAIL_DAYS),
      replicationFactor: config.REPLICATION_FACTOR,
      brokers,
      repair,
    }),
  )
  if (json) console.log(JSON.stringify({ created, existing, repaired }))
  else {
    for (const topic of created) console.log(`created  ${topic}`)
    for (const { topic, what } of repaired) console.log(`mended   ${topic} (was ${what})`)
    console.log(
      `${created.length} created, ${existing.length} there before, ${repaired.length} settings mended`,
    )
  }
  return 0
}
