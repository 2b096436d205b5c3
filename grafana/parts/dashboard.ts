import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { datasource } from './variables.ts'

export interface DashboardSpec {
  readonly uid: string
  readonly title: string
  readonly description: string
  /** Beside the data source. */
  readonly variables: readonly Builder<VariableModel>[]
  /** Panels by the title of their row; they are laid from left to right. */
  readonly rows: Readonly<Record<string, readonly Builder<Panel>[]>>
}

const tag = 'cabinet'

/** Every dashboard leads to the others. */
export function dashboard({ uid, title, description, variables, rows }: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('15s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([datasource, ...variables])
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
  for (const [row, panels] of Object.entries(rows)) {
    builder.withRow(new RowBuilder(row))
    for (const panel of panels) builder.withPanel(panel)
  }
  const built = builder.build()
  // The SDK hides links in a menu unless told otherwise, and cannot be told.
  for (const link of built.links ?? []) delete link.placement
  return numbered(built)
}

/** Links and alerts name panels by number. */
function numbered(built: Dashboard): Dashboard {
  for (const [index, panel] of (built.panels ?? []).entries()) panel.id = index + 1
  return built
}
