import { LocalAnswers } from '../localAnswers.ts'
import type { QueriedInstance } from '../queriedInstance.ts'
import { QuestionRefused, readQuestion } from '../readQuestion.ts'
import { toWire, type WireReply } from '../wireReply.ts'

/**
 * The other side of HttpPeers: takes the body of a question, parsed, and resolves to that of its answer, to be sent as JSON by
 * whatever server there is. It never asks on, so questions cannot go round in circles. Rejects with QuestionRefused (400).
 */
export function answerPeers(
  instance: Pick<QueriedInstance, 'topology' | 'store'>,
): (body: unknown) => Promise<WireReply> {
  const local = new LocalAnswers(instance)
  return async body => {
    const question = readQuestion(body)
    const spec = instance.topology.stores.get(question.store)
    if (!spec) throw new QuestionRefused(`there is no store "${question.store}"`)
    return toWire(spec, await local.answer(question))
  }
}
