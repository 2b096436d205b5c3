import type { Alert } from './alert.ts'

/** As Prometheus reads it. */
export const ruleFile = (groups: Readonly<Record<string, readonly Alert[]>>) => ({
  groups: Object.entries(groups).map(([name, alerts]) => ({
    name,
    rules: alerts.map(({ name: alert, expr, for: held, severity, summary, runbook }) => ({
      alert,
      expr,
      for: held,
      labels: { severity },
      annotations: { summary, runbook: `docs/runbooks/${runbook}.md` },
    })),
  })),
})
