import { effect, signal } from '@preact/signals'
import { stored } from './stored.ts'

export type Language = 'fr' | 'en'

/** The same words in both languages; a value may be a function of what it speaks about. */
export interface Texts<T> {
  readonly fr: T
  readonly en: T
}

/** The language of the page: what was chosen here, else the browser's. */
export const language = signal<Language>(initial())

/**
 * Words of a page: `export const texts = bilingual({ fr: {…}, en: {…} })`. Both have the same keys. The blanks that French has before its
 * punctuation are made such that no line breaks there.
 */
export const bilingual = <T>({ fr, en }: { readonly fr: T; readonly en: NoInfer<T> }): Texts<T> => ({
  fr: unbroken(fr),
  en,
})

/** The words in the language of the page. Read where it is drawn, so that it follows the switch. */
export const say = <T>(texts: Texts<T>): T => texts[language.value]

export function chooseLanguage(chosen: Language): void {
  stored.write('language', chosen)
  language.value = chosen
}

effect(() => {
  document.documentElement.lang = language.value
})

function unbroken<T>(words: T): T {
  if (typeof words === 'string')
    return words.replace(/ (?=[:;!?»%])/g, '\u00a0').replaceAll('« ', '«\u00a0') as T
  if (typeof words === 'function')
    return ((...of: unknown[]) => {
      const said: unknown = words(...of)
      return typeof said === 'string' ? unbroken(said) : said
    }) as T
  if (Array.isArray(words)) return words.map(unbroken) as T
  if (typeof words !== 'object' || words === null) return words
  return Object.fromEntries(Object.entries(words).map(([name, value]) => [name, unbroken(value)])) as T
}

function initial(): Language {
  const chosen = stored.read('language')
  if (chosen === 'fr' || chosen === 'en') return chosen
  const wanted = navigator.languages
    .map(each => each.slice(0, 2))
    .find(each => each === 'fr' || each === 'en')
  return wanted === 'fr' ? 'fr' : 'en'
}
