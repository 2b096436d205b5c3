import { Problem, type ProblemExtra, type RequestFault } from './problem.ts'

/** Every problem that the API answers with: its status, and what the caller should do. The docs page shows this list. */
export const problemCodes = {
  'invalid-request': [400, 'Invalid request', 'Mend what `faults` names, and ask again.'],
  'not-found': [404, 'Not found', 'There is no such thing, or not yet: events take a moment.'],
  'no-such-route': [404, 'No such route', 'See /docs for what there is.'],
  'too-large': [413, 'Too large', 'Send less than the limit that the detail names.'],
  'unsupported-media-type': [415, 'Unsupported media type', 'Send application/json.'],
  'not-ready': [503, 'Not ready', 'Ask again after Retry-After seconds.'],
  incomplete: [503, 'Not all partitions are served now', 'Ask again after Retry-After seconds.'],
  'kafka-away': [
    503,
    'Kafka does not answer',
    'Send it again, with the same ids: a repeat has no further effect.',
  ],
  'request-refused': [400, 'Request refused', 'The detail says why.'],
  'internal-error': [500, 'Internal error', 'A mistake of ours. The log has it, under the request id.'],
} as const satisfies Record<string, readonly [number, string, string]>

export type ProblemCode = keyof typeof problemCodes

export function problem(code: ProblemCode, detail: string, extra?: ProblemExtra): Problem {
  const [status, title] = problemCodes[code]
  return new Problem(code, status, title, detail, extra)
}

export const notFound = (what: string, id: string) => problem('not-found', `There is no ${what} "${id}".`)

export const invalid = (faults: readonly RequestFault[]) =>
  problem('invalid-request', faults.map(({ where, message }) => `${where} ${message}`).join('; '), { faults })

export const incomplete = (store: string, partitions: readonly number[]) =>
  problem(
    'incomplete',
    `Store "${store}": no instance answers for partition ${partitions.join(', ')} now. A part of the rows would be no answer.`,
    { retryAfterSeconds: 2, members: { store, partitions } },
  )

export const kafkaAway = (why: string) =>
  problem('kafka-away', `Nothing is known to have been published: ${why}`, { retryAfterSeconds: 5 })
