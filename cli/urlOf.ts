/** Where something that listens at this address is asked from this machine. */
export function urlOf(host: string, port: number): string {
  const asked = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}`
}
