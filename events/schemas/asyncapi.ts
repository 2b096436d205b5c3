import type { EventType } from '../catalogue.ts'
import { descriptions } from '../descriptions.ts'
import { auditTopic, type TopicSpec, topics } from '../topics.ts'
import { trailEntry } from '../trailEntry.ts'
import { versionOf } from '../upcasters.ts'
import { eventTypes } from './dataSchema.ts'
import { eventSchema } from './eventSchema.ts'

/** The catalogue as an AsyncAPI 3 document: a channel a topic, and what the cabinet does with it. No addresses: those are the installation's. */
export function asyncapi() {
  const specs = [...eventTypes, auditTopic].map(type => topics.find(({ name }) => name === type)!)
  return {
    asyncapi: '3.0.0',
    id: 'urn:cabinet',
    info: {
      title: 'Cabinet',
      version: '1.0.0',
      description:
        'A medical practice on event streams. Payloads are what the cabinet writes; what it reads may also come flat and with ' +
        'dates as arrays (docs/cabinet.md, accepted formats).',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(specs.map(spec => [spec.name, channel(spec)])),
    operations: Object.fromEntries(specs.flatMap(operations)),
    components: {
      messages: {
        ...Object.fromEntries(eventTypes.map(type => [type, message(type)])),
        [auditTopic]: trailMessage(),
      },
    },
  }
}

function channel({ name, partitions, configs }: TopicSpec) {
  return {
    address: name,
    description: name === auditTopic ? auditDescription : descriptions[name as EventType],
    messages: { event: { $ref: `#/components/messages/${name}` } },
    bindings: {
      kafka: {
        topic: name,
        partitions,
        topicConfiguration: { 'retention.ms': Number(configs['retention.ms']) },
        bindingVersion: '0.5.0',
      },
    },
  }
}

function operations({ name, direction }: TopicSpec) {
  const operation = (action: 'receive' | 'send') =>
    [
      `${action}.${name}`,
      {
        action,
        channel: { $ref: `#/channels/${name}` },
        messages: [{ $ref: `#/channels/${name}/messages/event` }],
      },
    ] as const
  return [
    ...(direction === 'output' ? [] : [operation('receive')]),
    ...(direction === 'input' ? [] : [operation('send')]),
  ]
}

function message(type: EventType) {
  const schema = eventSchema(type)
  const key = schema.properties.data.required[0]!
  return {
    name: type,
    title: `${type} ${versionOf(type)}`,
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: {
        origin: { type: 'string', description: 'Who wrote it: <application id>/<generation>. On ours.' },
      },
    },
    payload: schema,
    bindings: {
      kafka: { key: { type: 'string', description: `${key}` }, bindingVersion: '0.5.0' },
    },
  }
}

const auditDescription = 'The audit trail: who was answered what. Not an event, and in no envelope.'

function trailMessage() {
  return {
    name: auditTopic,
    title: `${auditTopic} 1.0`,
    contentType: 'application/json',
    payload: JSON.parse(JSON.stringify(trailEntry)) as object,
    bindings: {
      kafka: {
        key: { type: ['string', 'null'], description: 'patientId, where it is of one patient' },
        bindingVersion: '0.5.0',
      },
    },
  }
}
