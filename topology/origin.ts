import type { Header } from 'millrace'
import type { OutputHeader } from '../events/outputWriter.ts'

const name = 'origin'

/** Says who wrote a record: the application, and which of its reprocessings. */
export const originHeader = (applicationId: string, generation: number): OutputHeader => ({
  key: name,
  value: Buffer.from(`${applicationId}/${generation}`),
})

/**
 * Whether we wrote a record ourselves, in whatever generation: our outputs are never our inputs. Taken back in, a
 * cancellation that followed from a decision would become a cause of it.
 */
export function isOwn(headers: readonly Header[], applicationId: string): boolean {
  for (const header of headers) {
    if (header.key !== name || header.value === null) continue
    const origin = Buffer.from(header.value).toString()
    if (origin.slice(0, origin.lastIndexOf('/')) === applicationId) return true
  }
  return false
}
