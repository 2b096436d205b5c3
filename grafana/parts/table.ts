import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import { drawn, type PanelSpec } from './panel.ts'

export interface TableSpec extends PanelSpec {
  /** Labels to leave out. */
  readonly without?: readonly string[]
}

/** The newest values, a row for each combination of labels. */
export function table(spec: TableSpec): PanelBuilder {
  const left = ['Time', '__name__', 'job', ...(spec.without ?? [])]
  const excludeByName = Object.fromEntries(left.map(name => [name, true]))
  const shape = { height: 8, instant: true, format: PromQueryFormat.Table }
  return drawn(new PanelBuilder(), spec, shape).withTransformation({
    id: 'organize',
    options: { excludeByName, renameByName: {}, indexByName: {} },
  })
}
