import type { Page } from 'playwright-core'

/** What a page's part of the browser test works with. The practice of the demo is there: three médecins, two weeks past and a week to come. */
export interface ConsolePart {
  /** A tab of its own, 1280 × 800, English, light, with a key of every role; no page is open. Waiting in it takes 20 s at most. */
  readonly page: Page
  /** Where the application is, without a slash at the end: `${url}/#/agenda`. */
  readonly url: string
  /** What the API answers, as JSON; with a body a POST. Rejects where that is not 2xx. */
  api<T>(path: string, body?: unknown): Promise<T>
  /** Into the folder CONSOLE_PICTURES, to be looked at; nowhere if it is not set. */
  screenshot(name: string): Promise<void>
  /**
   * What holds for every page, of what is shown now: axe finds nothing in light nor dark, nothing is wider than a phone, no script
   * failed and nothing was fetched from elsewhere. Leaves a picture of each, `<name>-light`, `-dark`, `-phone`.
   */
  sound(name: string): Promise<void>
}
