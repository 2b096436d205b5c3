/** Where an instance is asked, as a URL without a path. */
export const originOf = (
  { host, port }: { readonly host: string; readonly port: number },
  isSecure: boolean,
): string => `${isSecure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
