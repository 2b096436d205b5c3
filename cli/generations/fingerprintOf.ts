import { hash } from 'node:crypto'
import { describeAsText } from 'millrace'
import type { Config } from '../../config/readConfig.ts'
import { topologyOf } from '../topologyOf.ts'
import { ruleNames } from './rules.ts'

/** Equal for programs of the same dataflow and rules; of code inside a step it knows nothing. */
export const fingerprintOf = (config: Config): string =>
  hash(
    'sha256',
    JSON.stringify([describeAsText(topologyOf(config)), ruleNames.map(name => config[name])]),
  ).slice(0, 16)
