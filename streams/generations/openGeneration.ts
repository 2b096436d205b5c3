import { generationId } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { KafkaStreams } from '../runtime/kafkaStreams.ts'
import { silent } from '../runtime/logger.ts'
import type { KafkaStreamsOptions } from '../runtime/options.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { systemTime } from '../runtime/time.ts'
import { GenerationInstance } from './generationInstance.ts'
import { GenerationLog } from './generationLog.ts'
import { GenerationMember } from './generationMember.ts'
import { isOver, roleOf } from './generations.ts'

export interface GenerationOptions extends Omit<KafkaStreamsOptions, 'role' | 'catchUp'> {
  /** The application's own name, whatever generation runs; the instance's group and topics are called by `generationId`. */
  readonly applicationId: string
  /** Default: the one that is live as this starts. */
  readonly generation?: number
}

/** On outputs of a generation that was reset, with the id of the run: consumers tell by it what they are told again. */
export const runHeader = 'millrace-run'
/** How often it is looked whether a reset is done, ms. */
const lookAgainMs = 1_000

/**
 * Reads the log of generations and makes an instance of one of them, in the role that the log says, and held where a cut is under
 * way. `start` of what is returned starts it. While the generation is being reset this waits, and the log says so.
 *
 * Throws StreamsError: GENERATION_UNKNOWN, GENERATION_OVER (retired or abandoned), GENERATIONS_UNREADABLE, BAD_OPTIONS;
 * KafkaError and KafkaUnreachable.
 */
export async function openGeneration(
  topology: Topology,
  { applicationId, generation, ...options }: GenerationOptions,
): Promise<GenerationInstance> {
  const { kafka, logger = silent, time = systemTime } = options
  const log = new GenerationLog({ kafka, applicationId, logger, time })
  let now = await log.read()
  const number = generation ?? now.live
  for (let isTold = false; now.reset?.generation === number; now = await log.read()) {
    if (!isTold)
      logger.warn({ generation: number }, 'the generation is being reset: the start waits for that')
    isTold = true
    await time.sleep(lookAgainMs)
  }
  const mine = now.generations.get(number)
  if (!mine) {
    throw new StreamsError(
      'GENERATION_UNKNOWN',
      `"${applicationId}" has no generation ${number}; it has ${[...now.generations.keys()].join(', ')}.`,
    )
  }
  if (isOver(mine)) {
    throw new StreamsError(
      'GENERATION_OVER',
      `Generation ${number} of "${applicationId}" was ${mine.state}. Start the live one, ${now.live}.`,
    )
  }
  const streams: KafkaStreams = new KafkaStreams(topology, {
    ...options,
    applicationId: generationId(applicationId, number),
    role: roleOf(mine),
    ...(mine.run !== null && { runHeader: { key: runHeader, value: mine.run } }),
    catchUp: signal => member.catchUp(signal),
  })
  const member: GenerationMember = new GenerationMember({
    log,
    generation: number,
    engine: streams,
    keep: cut => streams.cutSnapshot(cut),
    logger,
    time,
    followed: generations => instance.followed(generations),
    over: error => instance.end(error),
  })
  const instance: GenerationInstance = new GenerationInstance(streams, number, now, member)
  return instance
}
