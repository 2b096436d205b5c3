import {
  type ComparedTopology,
  compareTopology,
  describe,
  describeAsMermaid,
  describeAsText,
  generationId,
} from 'millrace'
import { readConfig } from '../../config/readConfig.ts'
import { ofGeneration } from '../generations/ofGeneration.ts'
import { topologyOf } from '../topologyOf.ts'
import { withKafka } from './withKafka.ts'

export interface TopologyCommandOptions {
  readonly json?: boolean
  readonly format?: 'text' | 'mermaid'
  readonly diff?: boolean
}

/** `cabinet topology`: the dataflow, without a Kafka; with `diff`, what it would make of what the application has. */
export async function topologyCommand(options: TopologyCommandOptions): Promise<number> {
  const { json = false, format = 'text', diff = false } = options
  if (diff) return topologyDiffCommand(json)
  const topology = topologyOf(readConfig())
  if (json) console.log(JSON.stringify(describe(topology)))
  else process.stdout.write(format === 'text' ? describeAsText(topology) : describeAsMermaid(topology))
  return 0
}

/** 0: the same, or it goes in place; 2: something would be lost. */
async function topologyDiffCommand(json: boolean): Promise<number> {
  return withKafka(json, async ({ config, kafka }) => {
    const live = await ofGeneration(config, kafka)
    const group = generationId(live.APPLICATION_ID, live.GENERATION)
    const compared = await compareTopology(kafka, group, topologyOf(live), {
      replicationFactor: config.REPLICATION_FACTOR,
    })
    if (json)
      console.log(
        JSON.stringify({ members: compared?.members ?? 0, ...(compared?.diff ?? { isSame: false }) }),
      )
    else for (const line of table(config.APPLICATION_ID, compared)) console.log(line)
    return compared !== null && compared.diff.loss !== null ? 2 : 0
  })
}

function table(applicationId: string, compared: ComparedTopology | null): readonly string[] {
  if (compared === null) return [`Nothing has run as "${applicationId}": all of it is new.`]
  const { members, diff } = compared
  if (diff.isSame) return [`"${applicationId}" runs this topology.`]
  const width = Math.max(...diff.parts.map(({ topic }) => topic.length))
  return [
    ...diff.parts.map(({ kind, topic, verdict, loss }) =>
      `${kind.padEnd(11)}  ${topic.padEnd(width)}  ${verdict.padEnd(13)}  ${loss ?? ''}`.trimEnd(),
    ),
    ...(members > 0
      ? [`${members} member(s) run the earlier topology: records in repartition topics come and go.`]
      : []),
    diff.loss === null
      ? 'Nothing is lost: stop all instances, and start this program.'
      : `Something would be lost: a start is refused. Reprocess (npx cabinet reprocess), or accept exactly this with ACCEPT_TOPOLOGY_LOSS=${diff.loss}.`,
  ]
}
