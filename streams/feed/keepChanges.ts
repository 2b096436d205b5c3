import type { FeedContext } from './feedContext.ts'

/**
 * Raises a changelog's compaction lag to the resume window, and keeps its deletions twice as long. Where this client may not,
 * it says so and goes on.
 */
export async function keepChanges(
  { kafka, windowMs, logger }: Pick<FeedContext, 'kafka' | 'windowMs' | 'logger'>,
  topic: string,
): Promise<void> {
  try {
    const configs = (await kafka.topicConfigs([topic])).get(topic)
    if (!configs?.get('cleanup.policy')?.includes('compact')) return
    const wanted = { 'min.compaction.lag.ms': windowMs, 'delete.retention.ms': 2 * windowMs }
    const raised = Object.entries(wanted).filter(([name, ms]) => Number(configs.get(name) ?? 0) < ms)
    if (raised.length === 0) return
    const set = Object.fromEntries(raised.map(([name, ms]) => [name, String(ms)]))
    await kafka.setTopicConfigs(topic, set)
    logger.info({ topic, ...set }, 'a changelog keeps its changes for the resume window')
  } catch (error) {
    logger.warn(
      { topic, windowMs, error: (error as Error).message },
      'a changelog may be compacted within the resume window: who resumes may miss changes that newer ones replaced',
    )
  }
}
