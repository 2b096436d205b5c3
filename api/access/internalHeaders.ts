/** What the cabinet's own processes send along when they ask each other. */
export const internalHeaders = (secret: string | null): Readonly<Record<string, string>> =>
  secret === null ? {} : { authorization: `Bearer ${secret}` }
