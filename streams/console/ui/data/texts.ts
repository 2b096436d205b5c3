import { bilingual } from '../language.ts'

export const texts = bilingual({
  fr: {
    unreachable: 'Le serveur ne répond pas',
    unreachableDetail: 'Il est arrêté, ou le réseau ne passe pas. La page réessaie d’elle-même.',
    unexpected: (status: number) => `Réponse inattendue (${status})`,
    unexpectedDetail: 'Ce qui a répondu n’est pas l’application attendue.',
  },
  en: {
    unreachable: 'The server does not answer',
    unreachableDetail: 'It is stopped, or the network does not pass. The page tries again by itself.',
    unexpected: (status: number) => `Unexpected answer (${status})`,
    unexpectedDetail: 'What answered is not the application that was expected.',
  },
})
