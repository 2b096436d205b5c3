import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { drawn, type PanelSpec } from './panel.ts'

/** A bar for each series, coloured by its thresholds: what was, when, for how long. */
export const timeline = (spec: PanelSpec): PanelBuilder =>
  drawn(new PanelBuilder(), spec, { height: 8 }).mergeValues(true).fillOpacity(70)
