/** The end of a run's report: what was right, or the first violations and where their evidence lies. */
export function violationsTold(
  {
    ok,
    violations,
    evidence,
  }: {
    readonly ok: boolean
    readonly violations: readonly string[]
    readonly evidence: string | null
  },
  right: string,
  again = '',
): string {
  if (ok) return `✓ ${right}`
  const first = violations.slice(0, 20).map(line => line.slice(0, 600))
  return [`✗ ${violations.length} violations, evidence in ${evidence}${again}`, ...first].join('\n')
}
