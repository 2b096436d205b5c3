import { bilingual } from 'millrace/console/ui/language.ts'

export const texts = bilingual({
  fr: { find: 'Nom ou prénom…', none: 'Personne de ce nom.' },
  en: { find: 'Surname or first name…', none: 'Nobody of this name.' },
})
