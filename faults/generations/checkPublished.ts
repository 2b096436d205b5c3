import type { Kafka } from 'millrace/wire'
import { readWritten } from '../flux/written.ts'
import type { Life } from '../queries/life.ts'

const topics = ['consultation.created', 'facture.created'] as const

/** Every rendezvous of the run was accepted, so each has one consultation and one invoice: told once, by whichever generation. */
export async function checkPublished(
  kafka: Kafka,
  life: Life,
): Promise<{ readonly records: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = []
  let records = 0
  for (const topic of topics) {
    const of = new Map<string, number>()
    const ids = new Set<unknown>()
    for (const { value } of (await readWritten(kafka, topic)).flat()) {
      const { eventId, data } = value as { eventId: string; data: { rendezVousId: string } }
      records++
      if (ids.has(eventId)) wrong.push(`${topic}: event ${eventId} twice`)
      ids.add(eventId)
      of.set(data.rendezVousId, (of.get(data.rendezVousId) ?? 0) + 1)
    }
    for (const { id } of life.rendezvous)
      if (of.get(id) !== 1) wrong.push(`${topic}: ${of.get(id) ?? 0} events of ${id}`)
  }
  return { records, wrong }
}
