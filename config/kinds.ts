import { isIP } from 'node:net'
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

const headerForms = 'none, or name=value pairs with commas between; what is special in a value is %-encoded'

/** As OpenTelemetry writes them: percent-decoded. */
export const headers: Kind<Readonly<Record<string, string>>> = checkedBy(headerForms, text => {
  if (text === 'none') return {}
  const entries = text.split(',').map(pair => {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]{1,256})\s*=\s*([\x21-\x7e]{1,4096})\s*$/.exec(pair) ?? []
    if (name === undefined || value === undefined) throw new Error(headerForms)
    return [name, decodeURIComponent(value)] as const
  })
  return Object.fromEntries(entries)
})

const originForms = 'none, or origins such as https://cabinet.example.org with commas between'

/** As browsers write them. */
export const origins: Kind<readonly string[]> = checkedBy(originForms, text => {
  if (text === 'none') return []
  const list = text.split(',').map(each => each.trim())
  if (list.some(each => !/^https?:/.test(each) || URL.parse(each)?.origin !== each))
    throw new Error(originForms)
  return list
})

const networkForms = 'none, or addresses, networks such as 10.0.0.0/8, or loopback, with commas between'

export const networks: Kind<readonly string[]> = checkedBy(networkForms, text => {
  if (text === 'none') return []
  const list = text.split(',').map(each => each.trim())
  const isNetwork = (each: string) => {
    const [address = '', bits, ...more] = each.split('/')
    const most = isIP(address) === 4 ? 32 : 128
    return (
      isIP(address) > 0 &&
      more.length === 0 &&
      (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
    )
  }
  if (list.some(each => each !== 'loopback' && !isNetwork(each))) throw new Error(networkForms)
  return list
})

const signatures = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
const signatureForms = `${signatures.join(', ')}, with commas between`

/** None with a shared secret, and not none at all. */
export const algorithms: Kind<readonly string[]> = checkedBy(signatureForms, text => {
  const list = text.split(',').map(each => each.trim())
  if (list.some(each => !signatures.includes(each))) throw new Error(signatureForms)
  return list
})
