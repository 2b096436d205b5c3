import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export interface SeenAnswer {
  readonly method: string
  /** As it was asked, query included. */
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}
type Operation = Readonly<{ responses: Readonly<Record<string, Response>> }>

/** An OpenAPI description, to which answers are held. */
export class Described {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  readonly #paths: readonly {
    readonly pattern: RegExp
    readonly path: string
    readonly methods: Readonly<Record<string, Operation>>
  }[]
  readonly #validators = new Map<string, ValidateFunction>()

  constructor(document: { readonly paths?: unknown }) {
    // ajv-formats is CommonJS: its default export is a module to TypeScript.
    ;(addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv)
    this.#ajv.addSchema(document, 'openapi')
    const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>
    this.#paths = Object.entries(paths).map(([path, methods]) => ({
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      path,
      methods,
    }))
  }

  /** What of an answer is not as described; empty: all is. Of paths that are not described, problems alone are looked at. */
  faults({ method, path, status, headers, body }: SeenAnswer): readonly string[] {
    const found = this.#paths.find(({ pattern }) => pattern.test(path.split('?')[0]!))
    const type = String(headers['content-type'] ?? '').split(';')[0]!
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
    const operation = found?.methods[verb]
    if (operation === undefined) {
      if (found && status !== 405) return [`${method} ${found.path} is not described and answers ${status}`]
      return type === 'application/problem+json' && method !== 'HEAD'
        ? this.#invalid('/components/schemas/Problem', body)
        : []
    }
    const where = `${method} ${found!.path} ${status}`
    const response = operation.responses[status]
    if (!response) return [`${where} is not described`]
    if (status === 503 && type === 'application/problem+json' && headers['retry-after'] === undefined)
      return [`${where} has no Retry-After`]
    if (method === 'HEAD' || (body === '' && !response.content)) return []
    if (!response.content?.[type]) return [`${where} is not described as ${type}`]
    const escaped = [found!.path, type].map(each => each.replaceAll('~', '~0').replaceAll('/', '~1'))
    const schema = `/paths/${escaped[0]}/${verb}/responses/${status}/content/${escaped[1]}/schema`
    return this.#invalid(schema, body, type).map(fault => `${where}: ${fault}`)
  }

  #invalid(pointer: string, body: string, type = 'application/json'): readonly string[] {
    const validate =
      this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` })
    this.#validators.set(pointer, validate)
    if (validate(type.includes('json') ? JSON.parse(body) : body)) return []
    return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}
