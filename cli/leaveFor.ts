import { generationId, leaveOnBehalf } from 'millrace'
import type { Kafka } from 'millrace/wire'
import type { Logger } from 'pino'
import { generationDirOf } from './generations/generationDirOf.ts'
import type { GenerationConfig } from './generations/ofGeneration.ts'
import { streamsOptions } from './streamsOptions.ts'
import { topologyOf } from './topologyOf.ts'

export interface LeaveOptions {
  readonly kafka: Kafka
  /** Of the instance, whatever it ran. */
  readonly stateDir: string
  readonly instance: number
  readonly logger: Logger
}

/** Takes the leave of a dead instance of ours, so that others have its work at once. Never rejects: its session runs out otherwise. */
export async function leaveFor(
  config: GenerationConfig,
  { kafka, stateDir, instance, logger }: LeaveOptions,
): Promise<void> {
  const { APPLICATION_ID, GENERATION } = config
  try {
    const left = await leaveOnBehalf(topologyOf(config), {
      ...streamsOptions(config),
      applicationId: generationId(APPLICATION_ID, GENERATION),
      stateDir: generationDirOf(stateDir, GENERATION),
      kafka,
      logger,
    })
    logger.info({ instance, left }, 'left the group on behalf of an instance that is dead')
  } catch (error) {
    logger.warn({ instance, error: String(error) }, 'could not leave on its behalf; its session will run out')
  }
}
