import { number, short } from '../../format.ts'
import { say } from '../../language.ts'
import { texts } from './texts.ts'

/** Something to look at, in little room: a sign and a count; in words for who points at it or has it read out. */
export function Mark({ kind, count }: { readonly kind: 'lag' | 'failures'; readonly count: number }) {
  const said = say(texts)[kind](number(count))
  return (
    <span class={`flow-${kind}`} title={said}>
      <span aria-hidden="true">
        {kind === 'lag' ? '▲' : '■'} {short(count)}
      </span>
      <span class="unseen">{said}</span>
    </span>
  )
}
