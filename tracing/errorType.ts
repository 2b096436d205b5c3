/** Of what kind an error is, of few: its code where it has one, else its class. Never the message, which may say anything. */
export const errorType = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
