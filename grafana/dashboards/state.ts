/** One number for the state of each instance. */
export const stateExpr = (of: string): string => {
  const is = (states: string) => `max by (instance) (millrace_state{${of},state=~"${states}"})`
  return `3 * ${is('RUNNING')} + 2 * ${is('RECOVERING|REBALANCING')} + ${is('CREATED|STARTING|STOPPING')}`
}

export const stateWords = {
  3: 'running',
  2: 'rebalancing or recovering',
  1: 'starting or stopping',
  0: 'stopped or failed',
}

export const stateColours = ['red', [1, 'blue'], [2, 'orange'], [3, 'green']] as const
