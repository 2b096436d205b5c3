import type { RuleInForce } from '../../api/generations/ruleInForce.ts'
import { type Config, readConfig } from '../../config/readConfig.ts'
import { variables } from '../../config/variables.ts'
import { toDecimal } from '../../events/money.ts'
import { StartError } from '../startError.ts'

/** The variables that decide what follows from an event: a generation can be begun with others. */
export const ruleNames = [
  'FACTURATION',
  'WAIT_HOURS',
  'HISTORY_DAYS',
  'PAYMENT_DAYS',
  'DEFAULT_TARIF',
  'ZONE',
  'ALIASES',
  'OUTPUT_FORMAT',
  'OUTPUT_TYPE_HEADER',
  'OUTPUT_TYPES',
] as const satisfies readonly (keyof Config)[]

export type RuleName = (typeof ruleNames)[number]
/** As they would be written in the environment. */
export type Rules = Readonly<Partial<Record<RuleName, string>>>

const isRule = (name: string): name is RuleName => ruleNames.some(each => each === name)

/** `NAME=value` pairs. Throws StartError for a name that is no rule, and ConfigError for a value that cannot be. */
export function readRules(pairs: readonly string[]): Rules {
  const rules: Partial<Record<RuleName, string>> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at < 1 || !isRule(name))
      throw new StartError(`--set ${pair}: NAME=value is wanted, with one of ${ruleNames.join(', ')}.`)
    rules[name] = pair.slice(at + 1).trim()
  }
  readConfig(rules)
  return rules
}

/** The configuration with these rules instead of its own. */
export function withRules<C extends Config>(config: C, rules: Rules): C {
  const names = Object.keys(rules) as RuleName[]
  const read = readConfig(rules)
  return { ...config, ...Object.fromEntries(names.map(name => [name, read[name]])) }
}

export const tellRules = (rules: Rules): string =>
  Object.entries(rules)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** What each rule is in this configuration, and what else it may be. */
export const rulesInForce = (config: Config): readonly RuleInForce[] =>
  ruleNames.map(name => ({
    name,
    value: written(name, config[name]),
    allowed: variables[name].allowed,
    unit: variables[name].unit,
  }))

function written(name: RuleName, value: Config[RuleName]): string {
  if (value === null) return ''
  if (name === 'DEFAULT_TARIF') return String(toDecimal(value as number))
  if (typeof value !== 'object') return String(value)
  return (
    Object.entries(value)
      .map(([from, to]) => `${from}=${to}`)
      .join(',') || 'none'
  )
}
