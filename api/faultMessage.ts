import type { Text } from './language.ts'

type Params = Readonly<Record<string, unknown>>

/** What is wrong with a value, by the keyword of JSON Schema that it does not meet. */
export function faultMessage(keyword: string, params: Params, message = 'is wrong'): Text {
  return messages[keyword]?.(params) ?? { en: message, fr: 'est incorrect' }
}

const messages: Readonly<Record<string, (params: Params) => Text>> = {
  type: ({ type }) => {
    const types = (Array.isArray(type) ? type : [type]).map(String)
    return {
      en: `must be ${types.map(each => typeNames[each]?.en ?? each).join(' or ')}`,
      fr: `doit être ${types.map(each => typeNames[each]?.fr ?? each).join(' ou ')}`,
    }
  },
  enum: ({ allowedValues }) => {
    const values = (allowedValues as readonly unknown[]).join(', ')
    return { en: `must be one of ${values}`, fr: `doit être l’une de ces valeurs : ${values}` }
  },
  minLength: ({ limit }) =>
    limit === 1
      ? { en: 'must not be empty', fr: 'ne doit pas être vide' }
      : { en: `must have ${limit} characters at least`, fr: `doit avoir au moins ${limit} caractères` },
  maxLength: ({ limit }) => ({
    en: `must have ${limit} characters at most`,
    fr: `doit avoir ${limit} caractères au plus`,
  }),
  minItems: ({ limit }) => ({
    en: `must have ${limit} entries at least`,
    fr: `doit avoir au moins ${limit} éléments`,
  }),
  maxItems: ({ limit }) => ({
    en: `must have ${limit} entries at most`,
    fr: `doit avoir ${limit} éléments au plus`,
  }),
  minimum: compared,
  maximum: compared,
  exclusiveMinimum: compared,
  exclusiveMaximum: compared,
  pattern: () => ({
    en: 'has characters that it cannot have',
    fr: 'contient des caractères qui n’y ont pas place',
  }),
  format: ({ format }) =>
    formats[String(format)] ?? { en: `must be of the form ${format}`, fr: `doit être de la forme ${format}` },
}

function compared({ comparison, limit }: Params): Text {
  return { en: `must be ${comparison} ${limit}`, fr: `doit être ${comparison} ${limit}` }
}

const typeNames: Readonly<Record<string, Text>> = {
  string: { en: 'text', fr: 'un texte' },
  number: { en: 'a number', fr: 'un nombre' },
  integer: { en: 'a whole number', fr: 'un nombre entier' },
  boolean: { en: 'true or false', fr: 'true ou false' },
  object: { en: 'a JSON object', fr: 'un objet JSON' },
  array: { en: 'a list', fr: 'une liste' },
  null: { en: 'null', fr: 'null' },
}

const formats: Readonly<Record<string, Text>> = {
  date: {
    en: 'must be a date that exists, YYYY-MM-DD',
    fr: 'doit être une date qui existe, AAAA-MM-JJ',
  },
  'date-time': {
    en: 'must be a date and time with its offset, such as 2026-05-04T10:00:00+01:00',
    fr: 'doit être une date et une heure avec leur décalage, comme 2026-05-04T10:00:00+01:00',
  },
  email: { en: 'must be an e-mail address', fr: 'doit être une adresse électronique' },
}
