import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { dataSource } from './panel.ts'

/** Which Prometheus. */
export const datasource: Builder<VariableModel> = new DatasourceVariableBuilder('datasource')
  .label('Prometheus')
  .type('prometheus')

/** Which application: the name of the scrape job. */
export const job = one('job', 'Application', 'label_values(millrace_state, job)', 'cabinet')

export const instances = several('instance', 'Instance', 'label_values(millrace_state{job="$job"}, instance)')
export const instance = one('instance', 'Instance', 'label_values(millrace_state{job="$job"}, instance)')
export const topics = several(
  'topic',
  'Input',
  'label_values(millrace_records_consumed_total{job="$job"}, topic)',
)
export const stores = several('store', 'Store', 'label_values(millrace_store_rows{job="$job"}, store)')
export const brokers = several('instance', 'Broker', 'label_values(kafka_replicas, instance)')
export const brokerTopics = several('topic', 'Topic', 'label_values(kafka_log_bytes, topic)')

function one(name: string, label: string, query: string, first?: string): QueryVariableBuilder {
  const variable = queried(name, label, query)
  return first === undefined ? variable : variable.current({ text: first, value: first, selected: true })
}

function several(name: string, label: string, query: string): QueryVariableBuilder {
  return queried(name, label, query)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: ['All'], value: ['$__all'], selected: true })
}

function queried(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
}
