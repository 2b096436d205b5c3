// `npx cabinet <command>`: each command resolves to its exit code.
import { Command, InvalidArgumentError, Option } from 'commander'
import { roles } from '../api/access/role.ts'
import { auditCommand } from './commands/auditCommand.ts'
import { auditTrailCommand } from './commands/auditTrailCommand.ts'
import { demoCommand } from './commands/demoCommand.ts'
import { dlqListCommand } from './commands/dlq/dlqListCommand.ts'
import { dlqPurgeCommand } from './commands/dlq/dlqPurgeCommand.ts'
import { dlqShowCommand } from './commands/dlq/dlqShowCommand.ts'
import { dlqDiscardCommand, dlqReplayCommand } from './commands/dlq/dlqTreatCommand.ts'
import { addFilter, statusOption } from './commands/dlq/letterOptions.ts'
import { explainCommand } from './commands/explainCommand.ts'
import { abandonCommand, retireCommand } from './commands/generations/endGenerationCommand.ts'
import { generationsCommand } from './commands/generations/generationsCommand.ts'
import { reprocessCommand } from './commands/generations/reprocessCommand.ts'
import { rollbackCommand, switchCommand } from './commands/generations/switchCommand.ts'
import { verifyCommand } from './commands/generations/verifyCommand.ts'
import { whatIfCommand } from './commands/generations/whatIfCommand.ts'
import { keyCreateCommand } from './commands/keyCreateCommand.ts'
import { notificationsCommand } from './commands/notificationsCommand.ts'
import { resetCommand } from './commands/resetCommand.ts'
import { restartCommand } from './commands/restartCommand.ts'
import { simulateCommand } from './commands/simulateCommand.ts'
import { startCommand } from './commands/startCommand.ts'
import { statusCommand } from './commands/statusCommand.ts'
import { storesCommand } from './commands/storesCommand.ts'
import { topicsCommand } from './commands/topicsCommand.ts'
import { topologyCommand } from './commands/topologyCommand.ts'
import { describeError } from './describeError.ts'

const program = new Command('cabinet')
  .description(
    'A medical practice on event streams. Settings are environment variables: docs/configuration.md.',
  )
  .showHelpAfterError()

const count = (text: string) => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('A whole number is wanted.')
}

const positive = (text: string) => {
  const value = count(text)
  if (value >= 1) return value
  throw new InvalidArgumentError('1 at least.')
}

const factor = (text: string) => {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('A number of 0 or more is wanted.')
}

const rate = (text: string) => {
  if (text === 'max') return Number.POSITIVE_INFINITY
  const value = text === 'realtime' ? 1 : factor(text)
  if (value > 0) return value
  throw new InvalidArgumentError('realtime, max, or a number above 0.')
}

const moment = (text: string) => {
  const value = Date.parse(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('A date such as 2026-01-01 or 2026-01-01T08:00:00Z is wanted.')
}

const time = (text: string) => new Date(moment(text)).toISOString()

const several = (text: string) => {
  const value = count(text)
  if (value >= 1 && value <= 64) return value
  throw new InvalidArgumentError('1 to 64.')
}

function command<Options extends { json?: boolean }>(
  name: string,
  description: string,
  run: (options: Options & { readonly operands: readonly string[] }) => Promise<number> | number,
  parent: Command = program,
): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'print one JSON object last, and nothing else on standard output')
    .action(async function (this: Command) {
      const options = { ...this.opts<Options>(), operands: this.args }
      try {
        process.exit(await run(options))
      } catch (error) {
        console.error(describeError(error))
        if (options.json) console.log(JSON.stringify({ error: (error as Error).message }))
        process.exit(1)
      }
    })
}

command('start', 'find or start Kafka, run the cabinet and its API, feed demo data', startCommand).option(
  '--instances <number>',
  'so many processes, supervised: one a core',
  several,
)
command('restart', 'replace the instances of a supervised cabinet, one after the other', restartCommand)
command('topics', 'create the topics that are missing, check the others', topicsCommand).option(
  '--repair',
  'change settings of existing topics that would lose input',
)
command('demo', 'publish the demo practice’s past, if the topics are empty', demoCommand)
  .option('--live', 'and go on until Ctrl-C')
  .option('--seed <number>', 'another seed tells another story', count)
command('notifications', 'the worker that sends notifications, by itself', notificationsCommand)
command('simulate', 'days of a practice, as events into Kafka or a file', simulateCommand)
  .option('--patients <number>', 'registered at the start', positive, 200)
  .option('--medecins <number>', 'how many', positive, 8)
  .option('--days <number>', 'how many', positive, 30)
  .option('--rate <rate>', 'realtime, so many times as fast, or max', rate, Number.POSITIVE_INFINITY)
  .option('--seed <number>', 'another seed tells another story', count, 1)
  .option(
    '--start <date>',
    'the first moment, ISO 8601; default: so that it ends now, or begins now if it has a rate',
    moment,
  )
  .option('--mistakes <factor>', 'how often people err: 0 never, 2 twice as often as usual', factor, 1)
  .option('--broken <share>', 'of records that are no events', factor, 0.0005)
  .option('--out <file>', 'JSON lines into a file instead of Kafka')
command(
  'audit',
  'compute the books anew from the topics, and compare the stores with them',
  auditCommand,
).option(
  '--wait <seconds>',
  'for differences to go away: what was written is processed a moment later',
  count,
  30,
)
command('audit-trail', 'who was answered what: lines of cabinet.audit', auditTrailCommand)
  .option('--patient <id>', 'of this patient')
  .option('--who <who>', 'to this one, such as key:desk')
  .option('--since <date>', 'not before', moment)
  .option('--limit <number>', 'the last so many', positive, 100)
command(
  'explain <kind> <id> [instant]',
  'why a facture, consultation, rendezvous, patient, medecin or creneau is what it is',
  explainCommand,
)
  .option('--personal', 'with names, addresses and words about people')
  .option('--limit <number>', 'the last so many steps', positive, 100)
command('reset', 'begin anew: shows what would be done, asks, and does it', resetCommand)
  .option('--dry-run', 'only show')
  .option('--yes', 'do not ask')
  .option('--stop', 'tell instances that run to stop; they start again by themselves')
  .option('--to-time <date>', 'read again from this moment on, not from offset zero', time)
  .option('--to-offsets <offsets>', 'from these: topic:partition=offset,… or a file of such lines')
  .addOption(
    new Option('--outputs <what>', 'keep what was published, or remove it where nobody else writes')
      .choices(['keep', 'supersede'])
      .default('keep'),
  )
  .option('--accept-loss', 'input is gone: go on with what is left')
  .option('--accept-partial-state', 'the state will know only what comes after these offsets')
  .option('--rate <number>', 'records a second that the cabinet processes, for the expected time', positive)
  .option('--follow', 'go on until all is processed again, and tell the rate')
  .option('--wait <seconds>', 'for members to stop', positive, 60)
command('status', 'what the running cabinet is doing', statusCommand)
command('stores', 'rows and hash of every store of the running cabinet', storesCommand).option(
  '--scan',
  'read all rows, and say whether the hashes that were kept are theirs: 1 where one is not',
)
command('topology', 'the dataflow', topologyCommand)
  .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'mermaid']).default('text'))
  .option(
    '--diff',
    'what it would make of what the application has: 0 the same or in place, 2 something would be lost',
  )

const set = [
  '--set <pairs...>',
  'rules in the place of those of the environment, such as DEFAULT_TARIF=300',
] as const
const builds = (of: Command) =>
  of
    .option('--rate <number>', 'records a second that each instance takes in at most', positive)
    .option('--instances <number>', 'so many processes on this machine', several, 1)
builds(
  command(
    'reprocess',
    'the program on the disk from the first record on, beside the live one; compare; switch',
    reprocessCommand,
  ),
)
  .option(...set)
  .option('--switch', 'as soon as it has caught up, whatever is different')
  .option('--auto', 'when nothing is different')
builds(
  command(
    'what-if',
    'what would be with other rules, or with the program on the disk; nothing is published',
    whatIfCommand,
  ),
).option(...set)
builds(command('verify', 'replay the log, and compare the live rows and their hashes with it', verifyCommand))
command('generations', 'which there are, which is live, and how far each is', generationsCommand)
const hold = ['--hold <seconds>', 'intake is held no longer; then nothing has changed', positive, 30] as const
command(
  'switch [generation]',
  'it becomes live; without a number the one that is being built',
  switchCommand,
).option(...hold)
command('rollback', 'the generation that was live before is live again', rollbackCommand).option(...hold)
const dryRun = ['--dry-run', 'say what would be deleted, and delete nothing'] as const
command('retire <generation>', 'one that was live is not needed any more', retireCommand).option(...dryRun)
command('abandon <generation>', 'one that never was live will not be', abandonCommand).option(...dryRun)

const dlq = program.command('dlq').description('the dead letters: records that could not be processed')
addFilter(command('list', 'which there are', dlqListCommand, dlq)).addOption(statusOption)
command('show <letter>', 'one of them: the record as it was, and why it is there', dlqShowCommand, dlq)
addFilter(
  command('replay [letters...]', 'send records again, to where they came from', dlqReplayCommand, dlq),
)
  .option('--all', 'all of them')
  .option('--force', 'also those that were replayed or discarded before')
command('purge', 'delete what was treated, up to the first that was not', dlqPurgeCommand, dlq)
addFilter(
  command('discard [letters...]', 'nothing more is to be done about these', dlqDiscardCommand, dlq),
).option('--all', 'all of them')

const key = program.command('key').description('keys with which the cabinet is asked')
command('create <id>', 'a new key, and the line that makes it known', keyCreateCommand, key)
  .addOption(new Option('--role <role...>', 'what it may').choices(roles).makeOptionMandatory())
  .option('--medecin <medecinId>', 'which médecin: for the role medecin')

await program.parseAsync()
