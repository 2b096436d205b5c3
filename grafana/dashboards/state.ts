/** One number for the state of each instance. */
export const stateExpr = (of: string): string => {
  const is = (states: string) => `max by (instance) (millrace_state{${of},state=~"${states}"})`
  return `3 * ${is('RUNNING')} + 2 * ${is('RECOVERING|REBALANCING')} + ${is('CREATED|STARTING|STOPPING')}`
}

export const stateMeaning =
  '3: running; 2: rebalancing or recovering; 1: starting or stopping; 0: stopped or ended by an error.'
