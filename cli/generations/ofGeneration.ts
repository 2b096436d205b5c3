import { Coordinator, type Generations } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { readSettings } from '../../api/generations/settings.ts'
import type { Config } from '../../config/readConfig.ts'
import { deadLetterTopic } from '../../events/topics.ts'
import { topologyOf } from '../cabinetApp.ts'
import { StartError } from '../startError.ts'
import { withRules } from './rules.ts'

/** A configuration that says which generation is run, with the rules that it was begun with. */
export type GenerationConfig = Config & { readonly GENERATION: number }

/** For `GENERATION`, or the live one of what the log says. Throws StartError where there is no such one. */
export function ofGeneration(config: Config, { generations, live }: Generations): GenerationConfig {
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
