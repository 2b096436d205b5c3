import type { MeasuredProcess } from './measuredProcess.ts'
import type { OutputCounter } from './outputCounter.ts'

/** What is to be known of instances that stand still: transactions that hold readers, last words, and what they say of themselves. */
export async function evidence(
  counter: OutputCounter,
  instances: readonly MeasuredProcess[],
): Promise<readonly string[]> {
  const [first] = instances
  const open = await counter.openTransactions(first?.internalTopics ?? []).catch(error => [String(error)])
  const each = instances.map(async instance => {
    const status = await instance.status().catch(String)
    return `last words: ${lastWords(instance.log)}; status: ${JSON.stringify(status)}`
  })
  return [`open transactions: ${open.join(', ') || 'none'}`, ...(await Promise.all(each))]
}

export const lastWords = (log: MeasuredProcess['log']) =>
  log
    .slice(-5)
    .map(({ msg, error, why }) => [msg, error, why].filter(Boolean).join(': '))
    .join(' · ') || 'none'
