import type { Offence } from './judgeTopic.ts'

/** Existing topics are not as the cabinet needs them. The message lists all of them, with the exact fix. */
export class TopicsError extends Error {
  readonly offences: readonly Offence[]

  constructor(offences: readonly Offence[], brokers: readonly string[]) {
    super(messageOf(offences, brokers))
    this.name = 'TopicsError'
    this.offences = offences
  }
}

function messageOf(offences: readonly Offence[], brokers: readonly string[]): string {
  const lines = offences.map(({ topic, what, why }) => `  ${topic}   ${what}: ${why}`)
  const settings = Map.groupBy(
    offences.filter(({ mend }) => mend !== null),
    ({ topic }) => topic,
  )
  const commands = Array.from(settings, ([topic, own]) => {
    const config = own.flatMap(({ mend }) => Object.entries(mend!).map(([name, value]) => `${name}=${value}`))
    return `  kafka-configs.sh --bootstrap-server ${brokers[0]} --alter --entity-type topics --entity-name ${topic} --add-config ${config.join(',')}`
  })
  const counts = offences.filter(({ mend }) => mend === null).map(({ topic }) => topic)
  return [
    'These topics cannot be the cabinet’s input as they are:',
    ...lines,
    ...(commands.length > 0
      ? ['To mend the settings: npx cabinet topics --repair', 'which does the same as:', ...commands]
      : []),
    ...(counts.length > 0
      ? [
          `A partition count is mended by a new topic: delete ${counts.join(', ')} if nobody needs what is in there (it is created anew), or use another Kafka (KAFKA_BROKERS).`,
        ]
      : []),
  ].join('\n')
}
