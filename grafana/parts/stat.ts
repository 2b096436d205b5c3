import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { drawn, type PanelSpec } from './panel.ts'

/** One number, coloured by its thresholds, with its course behind it. */
export const stat = (spec: PanelSpec): PanelBuilder =>
  drawn(new PanelBuilder(), spec, { height: 4 })
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
