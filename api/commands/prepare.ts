import { BadEvent } from '../../events/badEvent.ts'
import type { Decode } from '../../events/decode.ts'
import { keyOf, type OutgoingEvent } from '../../events/encode.ts'
import type { OutputWriter } from '../../events/outputWriter.ts'
import type { RequestFault } from '../problem.ts'
import { invalid } from '../problems.ts'
import type { Command } from './command.ts'
import type { PublishedRecord } from './publisher.ts'

export interface Prepared {
  /** Of what it is about: drawn, or as the path has it. */
  readonly id: string
  readonly eventId: string
  readonly record: PublishedRecord
  /** Path of the query that shows its effect. */
  readonly seenAt: string
}

export interface Asked {
  /** As the schema of the command allowed it. */
  readonly input: Readonly<Record<string, unknown>>
  /** Of the path. */
  readonly id: string | null
  /** Drawn for this command: used where the input has none. */
  readonly drawn: { readonly id: string; readonly eventId: string }
  /** Event time. */
  readonly time: number
}

/** The event, ready to be published. Throws a Problem for what the schema cannot say. */
export function prepare(
  command: Command,
  { input, id, drawn, time }: Asked,
  decode: Decode,
  write: OutputWriter,
): Prepared {
  const eventId = (input.eventId as string | undefined) ?? drawn.eventId
  const ids: Readonly<Record<string, unknown>> = {
    ...(command.drawn && { [command.drawn]: input[command.drawn] ?? drawn.id }),
    ...(command.addressed && { [command.addressed]: id }),
    eventId,
  }
  const faults = faultsOf(command, input)
  if (faults.length > 0) throw invalid(faults)
  const data = { ...input, ...ids }
  const topic = command.byStatut?.[String(input.statut)] ?? command.type
  try {
    const event = decode({ topic, key: null, value: JSON.stringify(data), timestamp: time }) as OutgoingEvent
    return {
      id: String(ids[command.drawn ?? command.addressed!]),
      eventId,
      record: { topic, key: keyOf(event), value: write.value(event), timestamp: time },
      seenAt: command.seenAt(data),
    }
  } catch (error) {
    if (error instanceof BadEvent) throw invalid([faultOf(command, error)])
    throw error
  }
}

function faultsOf(command: Command, input: Asked['input']): RequestFault[] {
  const says = Object.entries(input).some(([name, value]) => name !== 'eventId' && value !== null)
  if (!command.changes || says) return []
  const message = { en: 'says nothing that would change', fr: 'ne dit rien qui changerait' }
  return [{ where: command.input, message }]
}

/** The decoder names the field first, in quotes. The path's id is a field too. */
function faultOf({ input, addressed }: Command, { message }: BadEvent): RequestFault {
  const [, field, what = message] = /^"(\w+)" (.+)$/.exec(message) ?? []
  const where = field === undefined ? input : field === addressed ? 'params/id' : `${input}/${field}`
  return { where, message: { en: what, fr: enFrancais[what] ?? 'n’est pas une valeur possible' } }
}

const enFrancais: Readonly<Record<string, string>> = {
  'is not after "debut"': 'n’est pas après « debut »',
  'is a date that does not exist': 'est une date qui n’existe pas',
  'is not a possible amount': 'n’est pas un montant possible',
  'is not a possible number of minutes': 'n’est pas une durée possible en minutes',
  'has characters that an id cannot have': 'contient des caractères qu’un identifiant ne peut avoir',
}
