import { bilingual } from 'millrace/console/ui/language.ts'

export const texts = bilingual({
  fr: { soon: 'Cette page est en travaux' },
  en: { soon: 'This page is being built' },
})
