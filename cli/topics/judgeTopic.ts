import type { TopicNeed } from './topicNeed.ts'

/** What an existing topic is like. */
export interface FoundTopic {
  readonly partitions: number
  readonly configs: ReadonlyMap<string, string | null>
}

/** Why an existing topic cannot be an input of the cabinet. */
export interface Offence {
  readonly topic: string
  readonly what: string
  readonly why: string
  /** The settings that mend it; null: a setting cannot. */
  readonly mend: Readonly<Record<string, string>> | null
}

export function judgeTopic(need: TopicNeed, found: FoundTopic): readonly Offence[] {
  if (!need.isInput) return []
  const offences: Offence[] = []
  const offend = (what: string, why: string, mend: Offence['mend']) =>
    offences.push({ topic: need.name, what, why, mend })

  if (found.partitions !== need.partitions) {
    offend(
      `${found.partitions} partition${found.partitions === 1 ? '' : 's'}`,
      `the cabinet works with ${need.partitions} everywhere, and a count cannot be changed without moving keys`,
      null,
    )
  }
  for (const name of ['retention.ms', 'retention.bytes']) {
    const value = found.configs.get(name) ?? '-1'
    if (value !== '-1')
      offend(`${name}=${value}`, 'old events would be deleted, and a replay would not have them', {
        [name]: '-1',
      })
  }
  const policy = found.configs.get('cleanup.policy') ?? 'delete'
  if (policy.includes('compact')) {
    offend(`cleanup.policy=${policy}`, 'of each key only the last event would be kept', {
      'cleanup.policy': 'delete',
    })
  }
  return offences
}
