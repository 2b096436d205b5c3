import { say } from '../../language.ts'
import { Sign } from './Sign.tsx'
import { texts } from './texts.ts'

export function FlowLegend() {
  const t = say(texts)
  return (
    <ul class="flow-legend" aria-label={t.legend}>
      <li>
        <i class="flow-is-line" />
        {t.legendLine}
      </li>
      <li>
        <i />
        {t.legendHeat}
      </li>
      <li>
        <span class="flow-lag" aria-hidden="true">
          ▲
        </span>
        {t.legendLag}
      </li>
      <li>
        <span class="flow-failures" aria-hidden="true">
          ■
        </span>
        {t.failuresTitle}
      </li>
      <li>
        <Sign of="store" />
        {t.legendStore}
      </li>
      <li>
        <i class="flow-is-up" />
        {t.legendUp}
      </li>
      <li>
        <i class="flow-is-down" />
        {t.legendDown}
      </li>
    </ul>
  )
}
