import { PanelBuilder, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap'
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { drawn, type PanelSpec } from './panel.ts'

/** Buckets of a histogram over time; the query is a rate by `le`, its legend `{{le}}`. */
export const heatmap = (spec: PanelSpec): PanelBuilder =>
  drawn(new PanelBuilder(), spec, { height: 8, format: PromQueryFormat.Heatmap })
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(spec.unit))
