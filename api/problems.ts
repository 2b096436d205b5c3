import type { Text } from './language.ts'
import { Problem, type ProblemExtra, type RequestFault } from './problem.ts'

const titles = (en: string, fr: string): Text => ({ en, fr })

/** Every problem that the API answers with: its status, its title, and what the caller should do. The docs page shows this list. */
export const problemCodes = {
  'invalid-request': [
    400,
    titles('Invalid request', 'Requête non valide'),
    'Mend what `faults` names, and ask again.',
  ],
  'broken-json': [
    400,
    titles('The body is not JSON', 'Le corps n’est pas du JSON'),
    'Send one JSON object, in UTF-8, of the length that is announced.',
  ],
  'request-refused': [400, titles('Request refused', 'Requête refusée'), 'The detail says why.'],
  unauthenticated: [
    401,
    titles('Who is asking?', 'Qui demande ?'),
    'Send `Authorization: Bearer` with a key or a token that is valid here.',
  ],
  forbidden: [
    403,
    titles('Not for you', 'Pas pour vous'),
    'Ask for what your role reaches, or ask somebody whose role reaches it.',
  ],
  'not-found': [
    404,
    titles('Not found', 'Introuvable'),
    'There is no such thing, or not yet: events take a moment.',
  ],
  'no-such-route': [404, titles('No such route', 'Route inconnue'), 'See /docs for what there is.'],
  'method-not-allowed': [
    405,
    titles('Method not allowed', 'Méthode non autorisée'),
    'The header Allow has the methods that this path takes.',
  ],
  'generation-refused': [
    409,
    titles('Not now', 'Pas maintenant'),
    'Nothing has changed. The detail says what stands against it.',
  ],
  'history-gone': [
    410,
    titles('Not known any more', 'Plus connu'),
    'Ask for a moment after `since`; `HISTORY_DAYS` says how long is kept.',
  ],
  'too-large': [413, titles('Too large', 'Trop grand'), 'Send less than the limit that the detail names.'],
  'unsupported-media-type': [
    415,
    titles('Unsupported media type', 'Type de contenu non accepté'),
    'Send application/json.',
  ],
  'condition-not-met': [
    412,
    titles('Older than asked for', 'Plus ancien que demandé'),
    'Ask with a longer `wait`, for less, or again after Retry-After seconds.',
  ],
  'key-reused': [
    422,
    titles('Idempotency key reused', 'Clé d’idempotence réutilisée'),
    'The key was used for this command with other content: draw another key for another command.',
  ],
  'too-many-requests': [
    429,
    titles('Too many requests', 'Trop de requêtes'),
    'Ask again after Retry-After seconds, and less often.',
  ],
  'issuer-away': [
    503,
    titles('The issuer of tokens does not answer', 'L’émetteur des jetons ne répond pas'),
    'Ask again after Retry-After seconds.',
  ],
  'trail-away': [
    503,
    titles('The audit trail cannot be written', 'Le journal d’audit ne peut pas être écrit'),
    'Ask again after Retry-After seconds.',
  ],
  'not-ready': [503, titles('Not ready', 'Pas encore prêt'), 'Ask again after Retry-After seconds.'],
  incomplete: [
    503,
    titles('Not all partitions are served now', 'Toutes les partitions ne répondent pas'),
    'Ask again after Retry-After seconds.',
  ],
  'too-many-waiting': [
    503,
    titles('Too many requests wait', 'Trop de requêtes attendent'),
    'Ask without `wait`, or again after Retry-After seconds.',
  ],
  'too-many-clients': [
    503,
    titles('Too many clients are connected', 'Trop de clients sont connectés'),
    'Connect to another instance, or again after Retry-After seconds.',
  ],
  'kafka-away': [
    503,
    titles('Kafka does not answer', 'Kafka ne répond pas'),
    'Send it again, with the same Idempotency-Key or the same ids: a repeat has no further effect.',
  ],
  'outbox-unable': [
    503,
    titles(
      'Kafka does not answer, and the outbox takes no more',
      'Kafka ne répond pas, et la file d’envoi n’accepte plus rien',
    ),
    'Send it again later, with the same Idempotency-Key or the same ids.',
  ],
  'internal-error': [
    500,
    titles('Internal error', 'Erreur interne'),
    'A mistake of ours. The log has it, under the request id.',
  ],
} as const satisfies Record<string, readonly [number, Text, string]>

export type ProblemCode = keyof typeof problemCodes

export function problem(code: ProblemCode, detail: Text, extra?: ProblemExtra): Problem {
  const [status, title] = problemCodes[code]
  return new Problem(code, status, title, detail, extra)
}

/** `what`: a noun of the domain is French in both languages. */
export const notFound = (what: string | Text, id: string) => {
  const { en, fr } = typeof what === 'string' ? { en: what, fr: what } : what
  return problem('not-found', { en: `There is no ${en} "${id}".`, fr: `Il n’y a pas de ${fr} « ${id} ».` })
}

export const noSuchRoute = (route: string) =>
  problem('no-such-route', { en: `${route} is not a route.`, fr: `${route} n’est pas une route.` })

export const notAllowed = (method: string, methods: readonly string[]) =>
  problem('method-not-allowed', {
    en: `${method} is not for this path: ${methods.join(', ')}.`,
    fr: `${method} n’est pas pour ce chemin : ${methods.join(', ')}.`,
  })

export function invalid(faults: readonly RequestFault[]): Problem {
  const list = (language: 'en' | 'fr') =>
    faults.map(({ where, message }) => `${where} ${message[language]}`).join('; ')
  return problem('invalid-request', { en: list('en'), fr: list('fr') }, { faults })
}

/** `why`, in the words of Kafka's client, is a member of its own: it is English. */
export const kafkaAway = (why: string, detail: Text = notKnown) =>
  problem('kafka-away', detail, { retryAfterSeconds: 5, members: { why } })

const notKnown = {
  en: 'Nothing is known to have been published.',
  fr: 'Rien n’est sûr d’avoir été publié.',
}
