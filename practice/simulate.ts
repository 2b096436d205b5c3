import { found, open } from './days.ts'
import { Practice } from './practice.ts'
import type { PracticeOptions } from './practiceOptions.ts'
import type { PracticeRecord } from './practiceRecord.ts'

/** A practice on its first day: take its records from `next`. */
export function openPractice(options: PracticeOptions): Practice {
  const practice = new Practice(options)
  if (options.isKnown) open(practice)
  else found(practice)
  return practice
}

/** All that arrives, to the end; for ever where there is none. */
export function* recordsOf(practice: Practice): Generator<PracticeRecord, void, void> {
  for (;;) {
    const record = practice.next(Number.MAX_VALUE)
    if (record === null) return
    yield record
  }
}
