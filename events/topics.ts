import { catalogue, type EventType } from './catalogue.ts'

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  readonly configs: Readonly<Record<string, string>>
  /** From the cabinet's side. `both`: others write it too, and our own records in it are not read back. */
  readonly direction: 'input' | 'output' | 'both'
}

/** Where records go that are not events of ours, byte for byte. */
export const deadLetterTopic = 'cabinet.dlq'
/** What became of the dead letters: replayed or discarded. */
export const treatmentTopic = 'cabinet.dlq.traitement'
/** Who was answered what. */
export const auditTopic = 'cabinet.audit'

const direction: Readonly<Record<EventType, TopicSpec['direction']>> = {
  'patient.created': 'input',
  'patient.updated': 'input',
  'patient.deleted': 'input',
  'medecin.created': 'input',
  'medecin.updated': 'input',
  'medecin.available': 'input',
  'medecin.unavailable': 'input',
  'rendezvous.created': 'input',
  'rendezvous.confirmed': 'input',
  'rendezvous.cancelled': 'both',
  'rendezvous.completed': 'input',
  'rendezvous.rejected': 'output',
  'consultation.created': 'output',
  'consultation.completed': 'output',
  'consultation.cancelled': 'output',
  'facture.created': 'output',
  'facture.failed': 'both',
  'facture.paid': 'output',
  'facture.cancelled': 'output',
  'facture.overdue': 'output',
  'paiement.pending': 'input',
  'paiement.completed': 'input',
  'paiement.failed': 'input',
  'creneau.libere': 'both',
  'notification.requested': 'output',
}

/**
 * Ninety days: dead letters may name patients, and an erasure does not reach them. From when they were written: by the
 * timestamps of their records, those of an old log would go before anybody has seen them.
 */
const deadLetterConfigs = {
  'retention.ms': '7776000000',
  'segment.ms': '86400000',
  'message.timestamp.type': 'LogAppendTime',
}

/** A year, but for what AUDIT_TRAIL_DAYS says. By the time of writing: nobody can make a line older or younger. */
const auditConfigs = { 'retention.ms': '31536000000', 'message.timestamp.type': 'LogAppendTime' }

/**
 * Every topic of the cabinet. But for the dead letters and the audit trail kept for ever: with Kafka's default of seven days old input would go silently, and with it
 * the possibility to replay.
 */
export const topics: readonly TopicSpec[] = [
  ...(Object.keys(catalogue) as EventType[]).map(name => topic(name, direction[name])),
  { ...topic(deadLetterTopic, 'output'), configs: deadLetterConfigs },
  // One partition: what was done is in one order.
  { ...topic(treatmentTopic, 'output'), partitions: 1 },
  { ...topic(auditTopic, 'output'), configs: auditConfigs },
]

export const inputTopics: readonly TopicSpec[] = topics.filter(each => each.direction !== 'output')
export const outputTopics: readonly TopicSpec[] = topics.filter(each => each.direction !== 'input')

function topic(name: string, from: TopicSpec['direction']): TopicSpec {
  return { name, partitions: 3, configs: { 'retention.ms': '-1' }, direction: from }
}
