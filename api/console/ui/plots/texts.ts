import { bilingual } from 'millrace/console/ui/language.ts'

export const texts = bilingual({
  fr: { figures: 'Les chiffres en tableau' },
  en: { figures: 'The figures as a table' },
})
