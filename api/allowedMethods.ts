import type { FastifyInstance } from 'fastify'

/** Which methods a server has for a path: those of the routes that are added after this is called. */
export function allowedMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')
    // A route for every path is none for this one.
    if (url !== '*' && url !== '/*')
      routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() })
  })
  return path => {
    const found = routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)
    return [...new Set(found)].sort()
  }
}
