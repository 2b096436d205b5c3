import type { Config } from '../config/readConfig.ts'
import { isEventType } from '../events/catalogue.ts'
import { type OutputOptions, outputWriter } from '../events/outputWriter.ts'

/** How everything of ours is written: what follows from events, and commands. */
export const outputOf = (config: Config): OutputOptions => ({
  format: config.OUTPUT_FORMAT,
  typeHeader: config.OUTPUT_TYPE_HEADER,
  types: config.OUTPUT_TYPES,
})

/** Headers of commands, by topic. */
export function commandHeadersOf(config: Config) {
  const writer = outputWriter(outputOf(config))
  return (topic: string) => (isEventType(topic) ? writer.headersOf(topic) : null)
}
