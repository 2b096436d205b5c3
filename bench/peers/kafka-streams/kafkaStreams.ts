import type { Progress } from '../../../broker/progress.ts'
import type { Environment } from '../../../broker/settings.ts'
import type { Engine } from '../../engine.ts'
import { KafkaStreamsProcess } from './kafkaStreamsProcess.ts'
import { peerTools } from './peerTools.ts'
import type { Overrides } from './streamsConfig.ts'

/** Kafka Streams on the benchmark's topology. Throws WayClosed when what it takes is not here. */
export async function kafkaStreams(
  overrides: Overrides,
  environment: Environment,
  progress: Progress,
): Promise<Engine> {
  const tools = await peerTools(environment, progress)
  return {
    name: 'kafka-streams',
    topology: 'bench',
    start: place => new KafkaStreamsProcess(tools, place, overrides),
  }
}
