import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Choice } from 'millrace/console/ui/parts/Choice.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { useState } from 'preact/hooks'
import { commandOf, type Ending, noPlan, type Plan, type Purpose } from './command.ts'
import type { Rule } from './generation.ts'
import { texts } from './texts.ts'

const purposes: readonly Purpose[] = ['reprocess', 'what-if', 'verify']
const endings: readonly Ending[] = ['ask', 'auto', 'switch']
/** Those that a practice changes; the others are folded. */
const usual = new Set(['FACTURATION', 'DEFAULT_TARIF', 'WAIT_HOURS', 'PAYMENT_DAYS'])

/** Puts the command together that begins a generation: rules, how fast, what then. */
export function PlanForm({ rules }: { readonly rules: readonly Rule[] }) {
  const t = say(texts)
  const [plan, become] = useState<Plan>(noPlan)
  const change = (changes: Partial<Plan>) => become({ ...plan, ...changes })
  const fields = (of: readonly Rule[]) => (
    <div class="reprocess-fields">
      {of.map(rule => (
        <RuleField
          key={rule.name}
          rule={rule}
          value={plan.values[rule.name] ?? ''}
          onChange={value => change({ values: { ...plan.values, [rule.name]: value } })}
        />
      ))}
    </div>
  )
  return (
    <Panel title={t.plan}>
      <div class="stack">
        <p>{t.planIntro}</p>
        <div class="row">
          <Choice
            label={t.purpose}
            value={plan.purpose}
            onChoose={purpose => change({ purpose })}
            options={purposes.map(value => ({ value, title: t.purposes[value] }))}
          />
          <span class="soft">{t.purposeText[plan.purpose]}</span>
        </div>
        {plan.purpose !== 'verify' && (
          <>
            {fields(rules.filter(({ name }) => usual.has(name)))}
            <details>
              <summary>{t.otherRules}</summary>
              {fields(rules.filter(({ name }) => !usual.has(name)))}
            </details>
          </>
        )}
        <div class="reprocess-fields">
          <Field label={t.rate} hint={t.rateHint}>
            {control => (
              <input
                {...control}
                type="number"
                min="1"
                value={plan.rate}
                onInput={event => change({ rate: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field label={t.instancesWanted}>
            {control => (
              <input
                {...control}
                type="number"
                min="1"
                max="16"
                placeholder="1"
                value={plan.instances}
                onInput={event => change({ instances: event.currentTarget.value })}
              />
            )}
          </Field>
          {plan.purpose === 'reprocess' && (
            <Field label={t.ending}>
              {control => (
                <select
                  {...control}
                  value={plan.ending}
                  onChange={event => change({ ending: event.currentTarget.value as Ending })}
                >
                  {endings.map(each => (
                    <option key={each} value={each}>
                      {t.endings[each]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
        </div>
        <Command text={commandOf(plan, rules)} />
      </div>
    </Panel>
  )
}

interface RuleFieldProps {
  readonly rule: Rule
  readonly value: string
  readonly onChange: (value: string) => void
}

function RuleField({ rule, value, onChange }: RuleFieldProps) {
  const t = say(texts)
  const { name, allowed } = rule
  const choices =
    / or /.test(allowed) && !/\s/.test(allowed.replaceAll(' or ', '')) ? allowed.split(' or ') : null
  const now = t.now(rule.value || t.unset)
  return (
    <Field label={t.ruleNames[name] ?? name} hint={name}>
      {control =>
        choices ? (
          <select {...control} value={value} onChange={event => onChange(event.currentTarget.value)}>
            <option value="">{now}</option>
            {choices
              .filter(each => each !== rule.value)
              .map(each => (
                <option key={each}>{each}</option>
              ))}
          </select>
        ) : (
          <input
            {...control}
            placeholder={now}
            value={value}
            onInput={event => onChange(event.currentTarget.value)}
          />
        )
      }
    </Field>
  )
}

function Command({ text }: { readonly text: string }) {
  const t = say(texts)
  const [copied, setCopied] = useState<string | null>(null)
  return (
    <div class="reprocess-command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section tabIndex={0} aria-label={t.command}>
        <code>{text}</code>
      </section>
      <Button
        small
        onClick={() =>
          void navigator.clipboard?.writeText(text).then(
            () => setCopied(text),
            () => setCopied(null),
          )
        }
      >
        <span aria-live="polite">{copied === text ? t.copied : t.copy}</span>
      </Button>
    </div>
  )
}
