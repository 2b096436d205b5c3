import type { Layout, PlacedLine } from './graph/placed.ts'
import type { Reach } from './graph/reach.ts'
import type { Live } from './useFlow.ts'

export interface FlowLinesProps {
  readonly layout: Layout
  readonly live: Live
  /** What is lit; null: everything is as it is. */
  readonly reach: Reach | null
}

/** The lines along which records go: as wide as there are many, moving while there are any. */
export function FlowLines({ layout, live, reach }: FlowLinesProps) {
  return (
    <svg class="flow-lines" width={layout.width} height={layout.height} aria-hidden="true">
      {layout.lines.map(line => {
        const rate = rateOf(line, live)
        return (
          <g key={line.id} class={`${lightOf(line, reach)} ${line.topic === null ? '' : 'flow-crossing'}`}>
            <path d={line.path} class="flow-line" stroke-width={widthOf(rate)} />
            {rate > 0 && line.topic !== null && (
              <path d={line.path} class="flow-moving" stroke-width={widthOf(rate)} />
            )}
            {line.hasHead && <path class="flow-head" d={headAt(line)} />}
          </g>
        )
      })}
    </svg>
  )
}

const widthOf = (rate: number) => 1.25 + Math.log10(1 + rate) * 0.8

const headAt = ({ end: { x, y } }: PlacedLine) => `M${x - 7},${y - 4}L${x},${y}L${x - 7},${y + 4}z`

function rateOf({ topic, from, to }: PlacedLine, { rates, graph }: Live): number {
  // Of a topic that several subtopologies write, each line has its own share: what its steps pass on.
  if (topic !== null) {
    const { part } = graph.steps.get(from)!
    const writers = [...graph.steps.values()].filter(
      each => each.part === part && each.kind === 'repartition' && each.topics.includes(topic),
    )
    return writers.reduce((sum, { name }) => sum + (rates.steps.get(name)?.perSecond ?? 0), 0)
  }
  const single = graph.steps.get(to)!.parents.length === 1
  const into = rates.steps.get(to)?.perSecond ?? 0
  return single ? into : Math.min(into, rates.steps.get(from)?.perSecond ?? 0)
}

function lightOf({ from, to }: PlacedLine, reach: Reach | null): string {
  if (reach === null) return ''
  if (reach.down.has(from) && reach.down.has(to)) return 'flow-down'
  if (reach.up.has(from) && reach.up.has(to)) return 'flow-up'
  return 'flow-dim'
}
