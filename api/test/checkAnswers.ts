import type { InjectOptions } from 'fastify'
import type { Api } from '../api.ts'
import { Described } from './described.ts'

/** From now on `inject` rejects where an answer is not what /openapi.json says of it. */
export function checkAnswers(api: Api): Api {
  const inject = api.inject.bind(api)
  let described: Described | undefined
  const checked = async (request: InjectOptions | string) => {
    const answer = await inject(request as InjectOptions)
    const { method = 'GET', url = request } = typeof request === 'string' ? {} : request
    // What browsers ask beforehand is no part of it.
    if (method === 'OPTIONS') return answer
    described ??= new Described(api.swagger())
    const faults = described.faults({
      method,
      path: String(url),
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body,
    })
    if (faults.length > 0) throw new Error(`Not as /openapi.json says: ${faults.join('; ')}`)
    return answer
  }
  return Object.assign(api, { inject: checked as Api['inject'] })
}
