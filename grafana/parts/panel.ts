import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'

/** What every panel says of itself. */
export interface PanelSpec {
  readonly title: string
  /** What is shown, and what to think of it. */
  readonly description: string
  /** Grafana's name of it. */
  readonly unit: string
  /** PromQL by legend; a legend may name labels as `{{topic}}`. */
  readonly queries: Readonly<Record<string, string>>
  /** Of 24 columns. */
  readonly width: number
  /** Values from which another colour is meant, ascending; the first colour holds below the first value. */
  readonly thresholds?: Thresholds
  /** The dashboard that tells more, by uid. */
  readonly more?: string
}

export type Colour = 'green' | 'orange' | 'red' | 'blue'
export type Thresholds = readonly [Colour, ...(readonly [from: number, Colour])[]]

/** Chosen on each dashboard, so that it shows whichever Prometheus there is. */
export const dataSource: DataSourceRef = { type: 'prometheus', uid: '$datasource' }

interface CommonBuilder extends Builder<Panel> {
  title(text: string): this
  description(text: string): this
  unit(unit: string): this
  datasource(ref: DataSourceRef): this
  span(columns: number): this
  height(rows: number): this
  targets(targets: Builder<Dataquery>[]): this
  links(links: Builder<DashboardLink>[]): this
  thresholds(thresholds: Builder<ThresholdsConfig>): this
}

export interface Shape {
  readonly height: number
  /** Only the newest values are asked for. */
  readonly instant?: boolean
  readonly format?: PromQueryFormat
}

/** The part of a panel that does not depend on how it is drawn. */
export function drawn<B extends CommonBuilder>(builder: B, spec: PanelSpec, shape: Shape): B {
  const { title, description, unit, width, more } = spec
  const links = more === undefined ? [] : [linkTo(more)]
  return builder
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(dataSource)
    .span(width)
    .height(shape.height)
    .targets(targetsOf(spec, shape))
    .thresholds(thresholdsOf(spec.thresholds ?? ['green']))
    .links(links)
}

function targetsOf({ queries }: PanelSpec, { instant = false, format }: Shape): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + index))
      .datasource(dataSource)
      .expr(expr)
      .legendFormat(legend)
      .format(format ?? PromQueryFormat.TimeSeries)
    return instant ? query.instant() : query.range()
  })
}

function thresholdsOf([base, ...steps]: Thresholds): Builder<ThresholdsConfig> {
  const first = { value: null, color: base }
  const rest = steps.map(([value, color]) => ({ value, color }))
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([first, ...rest])
}

function linkTo(uid: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder('More')
    .type(DashboardLinkType.Link)
    .url(`/d/${uid}?\${datasource:queryparam}&\${__url_time_range}`)
}
