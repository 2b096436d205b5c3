import type { Kafka } from 'millrace'
import { compare } from '../../audit/books.ts'
import { readLog } from '../../audit/readLog.ts'
import { readStores } from '../../audit/readStores.ts'
import { recompute } from '../../audit/recompute.ts'
import { yearsOf } from '../../audit/yearsOf.ts'
import { inputTopics } from '../../events/topics.ts'
import { until } from '../until.ts'
import { defaultRules } from './defaultRules.ts'
import type { Life } from './life.ts'

const patienceMs = 60_000

/**
 * Whether an instance answers what the audit computes from the topics, and has the last word of everybody; what it answers
 * otherwise, a line each, when that does not pass.
 */
export async function agrees(kafka: Kafka, url: string, life: Life): Promise<readonly string[]> {
  const topics = inputTopics.map(({ name }) => name)
  const { told } = await readLog(kafka, topics, 'cabinet', { zone: defaultRules.zone })
  const books = recompute(told, defaultRules)
  let wrong: readonly string[] = []
  const look = async () => {
    const differences = compare(books, await readStores(url, yearsOf(books)))
    wrong = [...differences.map(each => `${url}: ${JSON.stringify(each)}`), ...(await lastWords(url, life))]
    return wrong.length === 0
  }
  await until(look, patienceMs, () => '').catch(() => {})
  return wrong
}

async function lastWords(url: string, life: Life): Promise<readonly string[]> {
  const all = life.patients.map(async patientId => {
    const answer = await fetch(`${url}/api/patients/${patientId}`)
    const { nom } = (await answer.json()) as { readonly nom?: string }
    const last = `v${life.version(patientId)}`
    return nom === last ? [] : [`${url}: ${patientId} is called ${nom}, and last ${last}`]
  })
  return (await Promise.all(all)).flat()
}
