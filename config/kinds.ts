import { type Aliases, englishAliases } from '../events/aliases.ts'
import { type EventType, isEventType } from '../events/catalogue.ts'
import { toCentimes } from '../events/money.ts'
import { createZone } from '../events/zone.ts'
import { checkedBy, decimal, type Kind } from './kind.ts'

/** Decimal in the environment, centimes in the program. */
export const amount: Kind<number> = checkedBy('an amount such as 200 or 199.99', text =>
  toCentimes(decimal(0, 1_000_000).read(text)),
)

const zones = 'a zone of the tz database, such as Africa/Casablanca or Europe/Paris'

export const zone: Kind<string> = checkedBy(zones, text => {
  try {
    return createZone(text).name
  } catch {
    throw new Error(zones)
  }
})

const forms = 'none, english, or topic=type pairs such as appointment.created=rendezvous.created,…'

/** Topics of other names to be read as events of ours. */
export const aliases: Kind<Aliases> = checkedBy(forms, text => {
  if (text === 'none') return {}
  if (text === 'english') return englishAliases
  const entries = text.split(',').map(pair => {
    const [topic = '', type = '', ...more] = pair.split('=').map(part => part.trim())
    if (!/^[\w.-]{1,249}$/.test(topic) || more.length > 0) throw new Error(forms)
    if (!isEventType(type)) throw new Error(`${forms}; there is no event type "${type}"`)
    return [topic, type] as const
  })
  return Object.fromEntries(entries)
})

const typeForms = 'none, or type=text pairs such as facture.created=com.example.FactureCreatedEvent,…'

/** What a header says of each event type. */
export const outputTypes: Kind<Readonly<Partial<Record<EventType, string>>>> = checkedBy(typeForms, text => {
  if (text === 'none') return {}
  const entries = text.split(',').map(pair => {
    const [type = '', said = '', ...more] = pair.split('=').map(part => part.trim())
    if (!/^[\x21-\x7e]{1,249}$/.test(said) || more.length > 0) throw new Error(typeForms)
    if (!isEventType(type)) throw new Error(`${typeForms}; there is no event type "${type}"`)
    return [type, said] as const
  })
  return Object.fromEntries(entries)
})

const urls = 'an http or https URL, with a user and password where it needs them'

export const registryUrl: Kind<string> = checkedBy(urls, text => {
  try {
    const { protocol, username, password } = new URL(text)
    decodeURIComponent(username + password)
    if (/^https?:$/.test(protocol)) return text
  } catch {
    // Said below.
  }
  throw new Error(urls)
})
