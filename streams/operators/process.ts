import type { ProcessNode } from '../graph/node.ts'
import type { ForwardOptions, ProcessorContext } from '../graph/processor.ts'
import { noHeaders, type StreamRecord } from '../graph/streamRecord.ts'
import type { Forward, OperatorEnvironment } from './environment.ts'
import type { Step } from './step.ts'

export interface ProcessOperator {
  readonly forward: Forward
  readonly punctuations: readonly Punctuation[]
}

/** A punctuator bound to its task. */
export interface Punctuation {
  readonly node: string
  readonly every: { readonly ms: number; readonly by: 'stream-time' | 'wall-clock' }
  run(now: number): void
}

export function process(
  node: ProcessNode,
  environment: OperatorEnvironment,
  step: Step,
  next: Forward,
): ProcessOperator {
  const { processor } = node
  const { clock } = environment
  const stores = Object.fromEntries(
    Object.entries(node.stores).map(([label, name]) => [label, environment.store(name)]),
  )
  let current: StreamRecord<unknown, unknown> | null = null

  const context: ProcessorContext<unknown, unknown, Readonly<Record<string, never>>> = {
    applicationId: environment.applicationId,
    partition: environment.partition,
    stores: stores as never,
    get source() {
      return clock.source
    },
    get streamTime() {
      return clock.streamTime
    },
    forward(key: unknown, value: unknown, options?: ForwardOptions) {
      next({
        key,
        value,
        timestamp: options?.timestamp ?? current?.timestamp ?? clock.timestamp,
        headers: options?.headers ?? current?.headers ?? noHeaders,
      })
      step.resume()
    },
  }

  return {
    forward: record => {
      step.enter(record)
      // Restored afterwards: a later step may lead back here before this one is done.
      const outer = current
      current = record
      try {
        processor.process(record, context)
      } finally {
        current = outer
      }
    },
    punctuations: (processor.punctuators ?? []).map(punctuator => ({
      node: node.name,
      every: punctuator.every,
      run: now => {
        current = null
        punctuator.punctuate(now, context)
      },
    })),
  }
}
