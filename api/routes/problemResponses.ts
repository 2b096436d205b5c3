import { Type } from 'typebox'

/** What a route may answer instead, for the OpenAPI description; answerProblems.ts writes them. */
const problemSchema = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Type.Any({ description: 'A problem, RFC 9457' }) } },
})

export const invalidResponse = { 400: problemSchema('Invalid request, with its faults') }
export const missingResponse = { 404: problemSchema('There is no such thing') }
export const goneResponse = { 410: problemSchema('What it was at that moment is not known any more') }
export const refusedResponse = { 409: problemSchema('It cannot be done now; the detail says why') }
export const bodyResponse = {
  413: problemSchema('A body larger than API_BODY_BYTES'),
  415: problemSchema('A body that is not application/json'),
}
export const tooMuchResponse = { 413: problemSchema('More than is read for it') }
export const reusedResponse = { 422: problemSchema('The Idempotency-Key came with other content before') }
export const awayResponse = { 503: problemSchema('Not now; ask again after Retry-After seconds') }
