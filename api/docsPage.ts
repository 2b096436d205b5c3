import { problemCodes } from './problems.ts'

/** The parts of an OpenAPI description that the page shows. */
export interface Described {
  readonly info: { readonly title: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: unknown
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description?: string
        readonly content?: Readonly<Record<string, { readonly schema: unknown }>>
      }
    >
  >
}

export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
details { border: 1px solid #8884; border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem }
summary { cursor: pointer }
code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { background: #8881; border-radius: 6px; padding: .6rem; overflow: auto }
td, th { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0 }
.method { display: inline-block; min-width: 3.2rem; font-weight: 600 }
`

/** An OpenAPI description as one HTML page: no script, no asset, nothing fetched. */
export function docsPage({ info, paths }: Described): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = ['queries', 'commands', 'dead letters', 'instance'].map(tag => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag))
    return `<h2>${tag}</h2>${own.map(each => card(each.path, each.method, each.operation)).join('')}`
  })
  const problems = Object.entries(problemCodes).map(
    ([code, [status, title, remedy]]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${text(title.en)}</td><td>${text(remedy)}</td></tr>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)} API</title><style>${style}</style></head><body>
<h1>${text(info.title)}</h1><p>${text(info.description ?? '')}</p>
<p><a href="/openapi.json">openapi.json</a> · <a href="/asyncapi.json">asyncapi.json</a> · <a href="/api/status">status</a> · <a href="/metrics">metrics</a> · <a href="/topology?format=text">topology</a></p>
${sections.join('\n')}
<h2>problems</h2><table><tr><th>code</th><th>status</th><th>title</th><th>what to do</th></tr>${problems.join('')}</table>
</body></html>`
}

function card(path: string, method: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    each =>
      `<tr><td><code>${text(each.name)}</code></td><td>${each.in}${each.required ? ', required' : ''}</td><td>${text(each.description ?? '')} ${code(each.schema)}</td></tr>`,
  )
  const body = operation.requestBody?.content['application/json']?.schema
  const responses = Object.entries(operation.responses ?? {}).map(([status, response]) => {
    const schema = response.content?.['application/json']?.schema
    return `<tr><td>${status}</td><td>${text(response.description ?? '')}${schema ? pretty(schema) : ''}</td></tr>`
  })
  return `<details><summary><span class="method">${method.toUpperCase()}</span> <code>${text(path)}</code> ${text(operation.summary ?? '')}</summary>
<p>${text(operation.description ?? '')}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.join('')}</table>` : ''}
${body ? `<h4>Body</h4>${pretty(body)}` : ''}
<h4>Answers</h4><table>${responses.join('')}</table></details>`
}

const text = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const code = (schema: unknown) => (schema === undefined ? '' : `<code>${text(JSON.stringify(schema))}</code>`)
const pretty = (schema: unknown) => `<pre>${text(JSON.stringify(schema, null, 2))}</pre>`
