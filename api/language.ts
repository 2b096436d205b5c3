/** The languages in which problems are told. */
export type Language = 'en' | 'fr'

/** Something said in each of them. */
export type Text = Readonly<Record<Language, string>>

/** The language that a request's Accept-Language wants most; English where it wants neither, or both alike. */
export function languageOf(accepted: string | undefined): Language {
  let fr = 0
  let en = 0
  for (const range of accepted?.split(',') ?? []) {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    const q = parameters.find(each => each.startsWith('q='))
    const quality = q === undefined ? 1 : Number(q.slice(2)) || 0
    const [language] = tag.split('-')
    if (language === 'fr') fr = Math.max(fr, quality)
    if (language === 'en') en = Math.max(en, quality)
  }
  return fr > en ? 'fr' : 'en'
}

/** A plain string is for those who run the cabinet, and is the same in every language. */
export const say = (text: Text | string, language: Language): string =>
  typeof text === 'string' ? text : text[language]
