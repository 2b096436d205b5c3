import { describe, describeAsMermaid, describeAsText } from 'millrace'
import { readConfig } from '../../config/readConfig.ts'
import { topologyOf } from '../cabinetApp.ts'

export interface TopologyCommandOptions {
  readonly json?: boolean
  readonly format?: 'text' | 'mermaid'
}

/** `cabinet topology`: the dataflow, without a Kafka. */
export function topologyCommand({ json = false, format = 'text' }: TopologyCommandOptions): number {
  const topology = topologyOf(readConfig())
  if (json) console.log(JSON.stringify(describe(topology)))
  else process.stdout.write(format === 'text' ? describeAsText(topology) : describeAsMermaid(topology))
  return 0
}
