import { generationId } from 'millrace'
import { type Kafka, partitionsOf } from 'millrace/wire'
import { inputTopics } from '../../events/topics.ts'
import { type Explained, type ExplainOptions, explain } from '../../explain/explain.ts'
import type { InputPartition } from '../../explain/inputLog.ts'
import { kafkaLog } from '../../explain/kafkaLog.ts'
import type { Subject } from '../../explain/subject.ts'
import { cabinetOptionsOf } from '../cabinetOptionsOf.ts'
import type { GenerationConfig } from '../generations/ofGeneration.ts'

export type Chosen = Omit<ExplainOptions, 'cabinet' | 'partitions'>

/** Explains from the input topics, by the rules of a generation. `admit` sees the log before it is read, and may throw. */
export function explainerOf(config: GenerationConfig, kafka: Kafka) {
  return async (
    subject: Subject,
    chosen: Chosen,
    admit: (log: readonly InputPartition[]) => void = () => {},
  ): Promise<Explained | null> => {
    const names = [...inputTopics.map(({ name }) => name), ...Object.keys(config.ALIASES)]
    const log = await kafkaLog(kafka, names)
    admit(log)
    const clock = `${generationId(config.APPLICATION_ID, config.GENERATION)}-rendezvous-par-id-repartition`
    const partitions = partitionsOf((await kafka.metadata([clock])).topics.get(clock)).length
    return explain(subject, log, {
      ...chosen,
      cabinet: cabinetOptionsOf(config),
      partitions: partitions || Math.max(1, ...log.map(each => each.partition + 1)),
    })
  }
}
