/** Whether a host, as a URL or a Host header has it, is this machine's own name for itself. */
export const isLoopback = (host: string): boolean => {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/**
 * Whether a request of somebody who need not say who he is comes from this machine's own programs. A page of another site,
 * open in a browser here, reaches this address too: it names its origin, or, with a name of its own for this address, that one.
 */
export function isLocal(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  allowed: readonly string[],
): boolean {
  const name = host?.replace(/:\d+$/, '') ?? 'localhost'
  if (!isLoopback(name)) return false
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.parse(origin)?.host === host?.toLowerCase()
}
