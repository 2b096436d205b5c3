import { AuthenticationError, findErrorBy, ResponseError } from '@platformatic/kafka'
import { KafkaError, KafkaUnreachable } from './kafkaError.ts'
import { kafkaErrorOf } from './protocolError.ts'

const NO_ANSWER = new Set(['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT', 'PLT_KFK_UNEXPECTED_CORRELATION_ID'])

/** Turns whatever came out of the library into an error of ours; what is no matter of Kafka's (a bug) stays as it is. */
export function translateError(error: unknown, operation: string, outcome: 'not-sent' | 'unknown'): unknown {
  if (error instanceof KafkaError || error instanceof KafkaUnreachable || !(error instanceof Error))
    return error
  if (error instanceof ResponseError) {
    const first = error.errors[0] as { apiCode: number; serverErrorMessage?: string | null } | undefined
    return kafkaErrorOf(first?.apiCode ?? -1, operation, first?.serverErrorMessage)
  }
  if (isRefusedLogin(error)) return kafkaErrorOf(58, operation, String(error.cause ?? error.message))
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && NO_ANSWER.has(code))
    return new KafkaUnreachable(operation, outcome, rootOf(error))
  return outcome === 'not-sent' ? new KafkaUnreachable(operation, outcome, error) : error
}

/**
 * The answer of a library API even where it holds errors: the library throws the whole answer away for the error of one
 * entry. For operations that look at the entries themselves.
 */
export async function answerOf<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ResponseError && error.response) return error.response as T
    throw error
  }
}

/** A connection that is lost while it logs in is none: the library wraps that in the same error. */
function isRefusedLogin(error: Error): boolean {
  const root = rootOf(error)
  if (!(root instanceof ResponseError || root instanceof AuthenticationError)) return false
  return (
    findErrorBy(error, 'code', AuthenticationError.code) !== null ||
    findErrorBy(error.cause as Error | undefined, 'code', AuthenticationError.code) !== null
  )
}

/** The library wraps what the socket said, and that is what a reader wants to see. */
export function rootOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  return error.cause instanceof Error ? rootOf(error.cause) : error
}
