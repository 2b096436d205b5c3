import { protocolErrors, protocolErrorsCodesById } from '@platformatic/kafka'
import { KafkaError } from './kafkaError.ts'

/** Errors that Kafka has since 4.0 and the library does not know. None is retriable. */
const NEWER: Readonly<Record<number, string>> = {
  128: 'INVALID_REGULAR_EXPRESSION',
  129: 'REBOOTSTRAP_REQUIRED',
  130: 'STREAMS_INVALID_TOPOLOGY',
  131: 'STREAMS_INVALID_TOPOLOGY_EPOCH',
  132: 'STREAMS_TOPOLOGY_FENCED',
}

/** Kafka's name of an error code, null for 0. */
export function errorName(code: number): string | null {
  if (code === 0) return null
  return (protocolErrorsCodesById as Record<number, string>)[code] ?? NEWER[code] ?? `ERROR_${code}`
}

export function kafkaErrorOf(code: number, operation: string, detail?: string | null): KafkaError {
  const name = errorName(code) ?? 'NONE'
  const known = (protocolErrors as Record<string, { readonly canRetry: boolean }>)[name]
  return new KafkaError(code, name, known?.canRetry ?? false, operation, detail)
}

/** Throws for any code but 0. */
export function throwOnError(code: number, operation: string, detail?: string | null): void {
  if (code !== 0) throw kafkaErrorOf(code, operation, detail)
}
