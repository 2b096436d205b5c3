/** A condition that somebody should hear of. */
export interface Alert {
  readonly name: string
  /** critical: now; warning: today; none: it always fires. */
  readonly severity: 'critical' | 'warning' | 'none'
  /** PromQL; it fires for each series that this returns. */
  readonly expr: string
  /** The parts of `expr` that tell something also while all is well. */
  readonly signals: readonly string[]
  /** How long it must hold. */
  readonly for: string
  /** One line; may name labels as `{{ $labels.topic }}` and `{{ $value }}`. */
  readonly summary: string
  /** The page in docs/runbooks, without its ending. */
  readonly runbook: string
}

/** The usual case: a signal compared with a bound. */
export const bounded = (
  alert: Omit<Alert, 'expr' | 'signals'> & { readonly signal: string; readonly fires: string },
): Alert => {
  const { signal, fires, ...rest } = alert
  return { ...rest, expr: `${signal} ${fires}`, signals: [signal] }
}
