import { stringify } from 'yaml'
import { alerts } from './alerts/all.ts'
import { ruleFile } from './alerts/ruleFile.ts'
import { dashboards } from './dashboards/all.ts'

const made = '# Made by `npm run dashboards` from grafana/alerts; docs/runbooks says what to do at each.\n'

/** What is made from this folder's code: text by path from the checkout's root. */
export function files(): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(dashboards).map(
      ([name, dashboard]) =>
        [`grafana/json/${name}.json`, `${JSON.stringify(dashboard, null, 2)}\n`] as const,
    ),
    ['grafana/prometheus/alerts.yml', made + stringify(ruleFile(alerts), { lineWidth: 0 })] as const,
  ])
}
