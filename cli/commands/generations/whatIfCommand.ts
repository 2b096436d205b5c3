import { again } from '../../generations/again.ts'
import { comparerOf } from '../../generations/comparerOf.ts'
import { readRules } from '../../generations/rules.ts'
import { scratch } from '../../generations/scratch.ts'
import { tellComparison } from '../../generations/tellComparison.ts'
import { withCoordinator } from '../../generations/withCoordinator.ts'
import { stopSignal } from '../../stopSignal.ts'
import { trustAlso } from '../../tlsOf.ts'

export interface WhatIfOptions {
  readonly json?: boolean
  readonly set?: readonly string[]
  readonly rate?: number
  readonly instances: number
}

/** `cabinet what-if`: what rows and events would be with other rules, or with the program on the disk. Nothing is published; nothing stays. */
export async function whatIfCommand(options: WhatIfOptions): Promise<number> {
  const { json = false } = options
  const rules = readRules(options.set ?? [])
  const stopping = stopSignal(() => console.error('\nStopping; Ctrl-C once more ends it at once.'))
  const comparison = await withCoordinator(json, at => {
    trustAlso(at.config)
    return scratch(at, { ...options, json, purpose: 'what-if', rules, stopping }, (generation, live) =>
      again(
        () => comparerOf(at.config, at.kafka, at.coordinator).compare(live, generation),
        error => console.error(error.message),
      ),
    )
  })
  if (json) console.log(JSON.stringify({ rules, comparison }))
  else console.log(tellComparison(comparison).join('\n'))
  return 0
}
