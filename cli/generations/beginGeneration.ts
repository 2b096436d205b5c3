import { type Generation, GenerationLog, type Generations } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { type Purpose, readSettings, writeSettings } from '../../api/generations/settings.ts'
import type { Config } from '../../config/readConfig.ts'
import { StartError } from '../startError.ts'
import { fingerprintOf } from './fingerprintOf.ts'
import { coordinatorOf } from './ofGeneration.ts'
import { type Rules, withRules } from './rules.ts'

export interface BeginOptions {
  readonly config: Config
  readonly kafka: Kafka
  readonly purpose: Purpose
  /** Beside those that the live one was begun with. */
  readonly rules: Rules
}

/**
 * A new generation of this program with these rules. One that was begun for the same, and that nobody goes on with, is gone on
 * with. Throws StartError while another one is being built.
 */
export async function beginGeneration(options: BeginOptions): Promise<Generation> {
  const { config, kafka, purpose } = options
  const rules = { ...(await liveRules(config, kafka)), ...options.rules }
  const ruled = withRules(config, rules)
  const coordinator = coordinatorOf(ruled, kafka)
  const settings = writeSettings({ purpose, rules })
  const fingerprint = fingerprintOf(ruled)
  for (const each of building(await coordinator.generations())) {
    const { members } = await coordinator.progressOf(each.number)
    const isSame = each.settings === settings && each.fingerprint === fingerprint
    if (members === 0 && isSame && purpose === 'reprocess') return each
    if (members === 0 && readSettings(each.settings).purpose !== 'reprocess')
      await coordinator.abandon(each.number, 'whoever asked for it has gone')
    else
      throw new StartError(
        `Generation ${each.number} is being built${members === 0 ? ', with other rules or of another program' : ''}. Wait for it, or give it up: npx cabinet abandon ${each.number}`,
      )
  }
  const outputs = purpose === 'verify' ? 'none' : 'shadow'
  return coordinator.create({ outputs, label: purpose, fingerprint, settings })
}

const building = ({ generations }: Generations): readonly Generation[] =>
  [...generations.values()].filter(({ state }) => state === 'building')

async function liveRules(config: Config, kafka: Kafka): Promise<Rules> {
  const { generations, live } = await new GenerationLog({
    kafka,
    applicationId: config.APPLICATION_ID,
  }).read()
  return readSettings(generations.get(live)!.settings).rules
}
