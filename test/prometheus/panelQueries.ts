import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboards } from '../../grafana/dashboards/all.ts'

export interface PanelQuery {
  /** For people: dashboard, panel, legend. */
  readonly name: string
  /** As written, with Grafana's variables. */
  readonly expr: string
  /** Labels that its legend names. */
  readonly labels: readonly string[]
}

export const panelsOf = (dashboard: Dashboard): readonly Panel[] =>
  (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row')

/** Every query of every panel. */
export const panelQueries: readonly PanelQuery[] = Object.entries(dashboards).flatMap(([file, dashboard]) =>
  panelsOf(dashboard).flatMap(panel =>
    (panel.targets as unknown as readonly { expr: string; legendFormat: string }[]).map(
      ({ expr, legendFormat }) => ({
        name: `${file} | ${panel.title} | ${legendFormat}`,
        expr,
        labels: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!),
      }),
    ),
  ),
)
