import { problem } from '../problems.ts'

export const unauthenticated = (hadCredential: boolean) =>
  problem(
    'unauthenticated',
    hadCredential
      ? {
          en: 'The key or token is not known here, or not valid any more.',
          fr: 'La clé ou le jeton est inconnu ici, ou n’est plus valable.',
        }
      : {
          en: 'Say who you are: Authorization: Bearer <key or token>.',
          fr: 'Dites qui vous êtes : Authorization: Bearer <clé ou jeton>.',
        },
    {
      headers: {
        'www-authenticate': `Bearer realm="cabinet"${hadCredential ? ', error="invalid_token"' : ''}`,
      },
    },
  )

/** The same for what is somebody else's and for what is not there: neither is told from the other. */
export const forbidden = () =>
  problem('forbidden', {
    en: 'Your role does not reach this.',
    fr: 'Votre rôle n’y donne pas accès.',
  })

export const foreignOrigin = () =>
  problem('forbidden', {
    en: 'Without keys this instance answers programs of its own machine alone, and no page of another site.',
    fr: 'Sans clés, cette instance ne répond qu’aux programmes de sa propre machine, et à aucune page d’un autre site.',
  })

export const tooMany = (retryAfterSeconds: number) =>
  problem(
    'too-many-requests',
    {
      en: `Too many requests: ask again in ${retryAfterSeconds} s.`,
      fr: `Trop de requêtes : recommencez dans ${retryAfterSeconds} s.`,
    },
    { retryAfterSeconds },
  )
