import { withDeadLetters } from './withDeadLetters.ts'

/** `cabinet dlq purge`: letters that were replayed or discarded go from Kafka, for the sake of what is in them. */
export async function dlqPurgeCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  const report = await withDeadLetters(json, dead => dead.purge())
  if (json) console.log(JSON.stringify(report))
  else console.log(`${report.deleted} deleted${report.isComplete ? '' : '; there are more: call it again'}`)
  return 0
}
