/** What happened, in virtual time. */
export interface TraceEvent {
  /** Virtual milliseconds since the begin. */
  readonly at: number
  readonly who: string
  readonly what: string
  readonly details: object
}

export const traceLine = ({ at, who, what, details }: TraceEvent): string =>
  `${at.toFixed(3).padStart(12)}  ${who.padEnd(8)} ${what}${Object.keys(details).length > 0 ? `  ${JSON.stringify(details)}` : ''}`
