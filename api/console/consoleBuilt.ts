import { buildPages } from 'millrace/console/buildPages'
import { consolePages } from './consolePages.ts'

/** Builds the console where it is not current. Resolves to null, or to why it could not be built: nothing else depends on it. */
export async function consoleBuilt(): Promise<string | null> {
  try {
    await buildPages(consolePages)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
