import type { Api } from '../api.ts'
import type { ApiOptions } from '../apiOptions.ts'
import { buildApi } from '../buildApi.ts'
import type { PublishedRecord } from '../commands/publisher.ts'
import { checkAnswers } from './checkAnswers.ts'
import { FakeInstance } from './fakeInstance.ts'

export interface FakeAnswer {
  readonly status: number
  readonly body: never
  readonly headers: Readonly<Record<string, unknown>>
}

export interface FakeApi {
  readonly api: Api
  readonly instance: FakeInstance
  readonly published: PublishedRecord[]
  /** Thrown by the next publish. */
  failure: Error | null
  get(path: string): Promise<FakeAnswer>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<FakeAnswer>
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<FakeAnswer>
}

/** The API over a fake instance and a publisher that only remembers. Its answers are held to /openapi.json. */
export async function fakeApi(options: Partial<ApiOptions> = {}): Promise<FakeApi> {
  const instance = new FakeInstance()
  const published: PublishedRecord[] = []
  const fake = { failure: null as Error | null }
  const built = await buildApi({
    instance,
    applicationId: 'cabinet',
    partitions: 3,
    endpoint: { host: '127.0.0.1', port: 1 },
    zone: 'Africa/Casablanca',
    now: () => Date.UTC(2026, 3, 20, 10),
    deadLetters: {
      list: async () => ({ letters: [], scanned: 0, bound: 100_000, next: null }),
      get: async () => null,
      replay: unexpected,
      discard: unexpected,
    },
    explain: async () => null,
    generations: {
      list: unexpected,
      compare: unexpected,
      switchTo: unexpected,
      rollback: unexpected,
      retire: unexpected,
      abandon: unexpected,
    },
    publisher: {
      async publish(records) {
        if (fake.failure) throw fake.failure
        published.push(...records)
        return records.map(({ topic }) => ({ topic, partition: 1, offset: 41 + published.length }))
      },
    },
    ...options,
  })
  const api = checkAnswers(built)
  const send: FakeApi['send'] = (method, url, body, headers = {}) =>
    answer(api.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) }))
  const answer = async (request: Promise<{ statusCode: number; body: string; headers: object }>) => {
    const { statusCode, body, headers } = await request
    const type = String((headers as Record<string, unknown>)['content-type'])
    return {
      status: statusCode,
      body: (type.includes('json') ? JSON.parse(body) : body) as never,
      headers: headers as Readonly<Record<string, unknown>>,
    }
  }
  return Object.assign(fake, {
    api,
    instance,
    published,
    get: (path: string) => answer(api.inject({ method: 'GET', url: path })),
    post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) =>
      send('POST', path, body, headers),
    send,
  })
}

const unexpected = async () => {
  throw new Error('No dead letters are expected here')
}
