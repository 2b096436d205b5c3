import { bilingual } from '../language.ts'

export const texts = bilingual({
  fr: {
    loading: 'Chargement…',
    retry: 'Réessayer',
    close: 'Fermer',
    stale: (since: string) => `Chiffres de ${since} : le serveur n’a plus répondu depuis.`,
  },
  en: {
    loading: 'Loading…',
    retry: 'Try again',
    close: 'Close',
    stale: (since: string) => `Figures of ${since}: the server has not answered since.`,
  },
})
