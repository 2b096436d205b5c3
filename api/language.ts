import { quality } from './accepted.ts'

/** The languages in which problems are told. */
export type Language = 'en' | 'fr'

/** Something said in each of them. */
export type Text = Readonly<Record<Language, string>>

/** The language that a request's Accept-Language wants most; English where it wants neither, or both alike. */
export function languageOf(accepted: string | undefined): Language {
  const wanted = (language: Language) => quality(accepted, range => range.split('-')[0] === language)
  return wanted('fr') > wanted('en') ? 'fr' : 'en'
}
