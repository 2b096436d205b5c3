import type { TopologyDiff, TopologyPart } from './topologyDiff.ts'

/** A line a part that is not simply kept; where all are, what differs all the same. */
export function describeTopologyDiff({ parts, isSame }: TopologyDiff): readonly string[] {
  const lines = parts.filter(isChanged).map(line)
  return lines.length > 0 || isSame ? lines : ['the steps are cut into other sub-topologies']
}

const isChanged = ({ verdict, loss }: TopologyPart) => verdict !== 'kept' || loss !== null

const line = ({ kind, topic, verdict, loss }: TopologyPart) =>
  `${kind} ${topic}: ${verdict}${loss === null ? '' : `: ${loss}`}`
