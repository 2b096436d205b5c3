import { language, say } from '../language.ts'
import { key, keyWanted } from './key.ts'
import { Problem } from './problem.ts'
import { texts } from './texts.ts'

export interface AskOptions {
  /** Default GET, with a body POST. */
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Default 15 s. */
  readonly timeoutMs?: number
}

/** An answer with its headers. */
export interface Answer<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** What the server answers, as JSON. Rejects with a Problem; on 401 the shell asks for a key. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<T> {
  return (await askWhole<T>(path, options)).body
}

/** The same with status and headers: `location` of a command, `x-wait`. */
export async function askWhole<T>(path: string, options: AskOptions = {}): Promise<Answer<T>> {
  const { body, signal, timeoutMs = 15_000 } = options
  const said = key.value
  const timeout = AbortSignal.timeout(timeoutMs)
  let response: Response
  let text: string
  try {
    response = await fetch(path, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        'accept-language': language.value,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(said !== null && { authorization: `Bearer ${said}` }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    text = await response.text()
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, 'unreachable', say(texts).unreachable, say(texts).unreachableDetail)
  }
  if (response.status === 401 && key.value === said) keyWanted.value = said === null ? 'missing' : 'refused'
  const parsed = parse(text)
  if (!response.ok || parsed === undefined) throw problemOf(response.status, parsed)
  return { status: response.status, headers: response.headers, body: parsed as T }
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemOf(status: number, parsed: unknown): Problem {
  const t = say(texts)
  const body = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Readonly<
    Record<string, unknown>
  >
  const { type, title, detail } = body
  if (typeof title !== 'string')
    return new Problem(status, 'unexpected', t.unexpected(status), t.unexpectedDetail, body)
  const code = typeof type === 'string' ? type.replace(/^.*#/, '') : ''
  return new Problem(status, code, title, typeof detail === 'string' ? detail : '', body)
}
