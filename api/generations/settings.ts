/** What a generation is for: to be live one day, or for a question that is answered and over. */
export type Purpose = 'reprocess' | 'verify' | 'what-if'

/** What the log keeps of the cabinet's own about a generation. */
export interface Settings {
  readonly purpose: Purpose
  /** In the place of those of the environment, for every instance of it. */
  readonly rules: Readonly<Record<string, string>>
}

export const writeSettings = (settings: Settings): string => JSON.stringify(settings)

/** Of a generation that was there before the log: none. */
export const readSettings = (text: string): Settings =>
  text === '' ? { purpose: 'reprocess', rules: {} } : (JSON.parse(text) as Settings)
