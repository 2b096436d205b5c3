import { protocolErrors } from '@platformatic/kafka'
import type { KafkaError } from '../../../wire/kafkaError.ts'
import { kafkaErrorOf } from '../../../wire/protocolError.ts'

/** A broker's no, by Kafka's name of the error. */
export function refusal(name: string, detail?: string): KafkaError {
  const known = (protocolErrors as Record<string, { readonly code: number }>)[name]
  if (!known) throw new TypeError(`${name} is no error of Kafka's`)
  return kafkaErrorOf(known.code, 'the request', detail)
}
