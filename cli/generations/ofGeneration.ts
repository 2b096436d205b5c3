import { Coordinator, GenerationLog } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { readSettings } from '../../api/generations/settings.ts'
import type { Config } from '../../config/readConfig.ts'
import { deadLetterTopic } from '../../events/topics.ts'
import { StartError } from '../startError.ts'
import { topologyOf } from '../topologyOf.ts'
import { withRules } from './rules.ts'

/** A configuration that says which generation is run, with the rules that it was begun with. */
export type GenerationConfig = Config & { readonly GENERATION: number }

/** For `GENERATION`, or for the one that is live by the log. Throws StartError where there is no such one, and the log's errors. */
export async function ofGeneration(config: Config, kafka: Kafka): Promise<GenerationConfig> {
  const log = new GenerationLog({ kafka, applicationId: config.APPLICATION_ID })
  const { generations, live } = await log.read()
  const number = config.GENERATION ?? live
  const generation = generations.get(number)
  if (!generation)
    throw new StartError(
      `GENERATION=${number}: ${config.APPLICATION_ID} has no such generation. It has: ${[...generations.keys()].join(', ')}; live is ${live}.`,
    )
  return withRules({ ...config, GENERATION: number }, readSettings(generation.settings).rules)
}

/** Who changes the generations of the application, with this program's topology. */
export const coordinatorOf = (config: Config, kafka: Kafka): Coordinator =>
  new Coordinator({
    kafka,
    applicationId: config.APPLICATION_ID,
    topology: topologyOf(config),
    deadLetterTopic,
    replicationFactor: config.REPLICATION_FACTOR,
  })
