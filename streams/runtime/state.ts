/**
 * The life of an instance:
 *
 *     CREATED ──start──▶ STARTING ──▶ REBALANCING ◀──▶ RUNNING
 *                           │              │              │
 *                           │              ▼              │
 *                           │         RECOVERING ◀────────┤   Kafka away, a transaction given up, the member fenced
 *                           ▼              ▼              ▼
 *                         ERROR         STOPPING ──▶ STOPPED
 */
export type State =
  | 'CREATED'
  | 'STARTING'
  | 'REBALANCING'
  | 'RUNNING'
  | 'RECOVERING'
  | 'STOPPING'
  | 'STOPPED'
  | 'ERROR'

const successors: Readonly<Record<State, readonly State[]>> = {
  CREATED: ['STARTING', 'STOPPED'],
  STARTING: ['REBALANCING', 'STOPPING', 'ERROR'],
  REBALANCING: ['RUNNING', 'RECOVERING', 'STOPPING', 'ERROR'],
  RUNNING: ['REBALANCING', 'RECOVERING', 'STOPPING', 'ERROR'],
  RECOVERING: ['REBALANCING', 'RUNNING', 'STOPPING', 'ERROR'],
  STOPPING: ['STOPPED', 'ERROR'],
  STOPPED: [],
  ERROR: [],
}

export function checkMove(from: State, to: State): void {
  if (!successors[from].includes(to)) throw new Error(`An instance that is ${from} cannot become ${to}`)
}
