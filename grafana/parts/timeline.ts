import { FieldColorBuilder, FieldColorModeId, MappingType } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { drawn, type PanelSpec } from './panel.ts'

export interface TimelineSpec extends PanelSpec {
  /** What each value means. */
  readonly words: Readonly<Record<string, string>>
}

/** A bar for each series, in words and coloured by its thresholds: what was, when, for how long. */
export function timeline(spec: TimelineSpec): PanelBuilder {
  const options = Object.fromEntries(
    Object.entries(spec.words).map(([value, text], index) => [value, { text, index }]),
  )
  return drawn(new PanelBuilder(), spec, { height: 8 })
    .mergeValues(true)
    .fillOpacity(70)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mappings([{ type: MappingType.ValueToText, options }])
}
