import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { bytes, moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { BytesView } from './BytesView.tsx'
import { type Bytes, placeOf, type WholeLetter } from './letter.ts'
import { Outcome } from './Outcome.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { texts } from './texts.ts'
import { treat, treating, wish } from './treat.ts'

/** One letter, whole: why it is there, where it lay, its bytes and headers; and what can be done about it. */
export function LetterDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const t = say(texts)
  const polled = usePoll<WholeLetter>(`/api/dlq/${name.replace('@', '/')}`, 5_000)
  const letter = polled.data.value
  const isOpen = letter?.status === 'open'
  const done = () => polled.refresh()
  return (
    <Dialog
      place="side"
      title={`${t.letter} ${name}`}
      onClose={onClose}
      actions={
        letter && (
          <>
            {isOpen && (
              <Button
                kind="danger"
                onClick={() => {
                  wish.value = { verb: 'discard', selection: { letters: [name] }, what: name }
                }}
              >
                {t.discard}
              </Button>
            )}
            <Button
              kind={isOpen ? 'primary' : 'plain'}
              busy={treating.value === 'replay'}
              onClick={() => {
                if (isOpen) void treat({ verb: 'replay', selection: { letters: [name] } }).then(done)
                else wish.value = { verb: 'replay', selection: { letters: [name], force: true }, what: name }
              }}
            >
              {isOpen ? t.replay : t.replayAgain}
            </Button>
          </>
        )
      }
    >
      <Outcome />
      <Loaded of={polled}>{whole => <Whole of={whole} />}</Loaded>
    </Dialog>
  )
}

function Whole({ of: letter }: { readonly of: WholeLetter }) {
  const t = say(texts)
  const facts: readonly (readonly [string, string])[] = [
    [t.lay, placeOf(letter)],
    [t.letterLies, `cabinet.dlq ${letter.letter}`],
    [t.written, moment(letter.timestamp)],
    [t.failed, moment(letter.writtenAt)],
    ...(letter.treatedAt ? [[t.treated, moment(letter.treatedAt)] as const] : []),
    [t.stage, letter.stage],
    [t.task, letter.task],
    [t.size, bytes(letter.bytes)],
  ]
  return (
    <>
      <div class="row">
        <Badge tone="bad">{letter.error}</Badge>
        <StatusBadge status={letter.status} />
      </div>
      <Notice tone="warn" title={letter.message}>
        {t.codes[letter.error] ?? t.ours}
      </Notice>
      {letter.omitted.length > 0 && <Notice>{t.omitted(letter.omitted.join(', '))}</Notice>}
      <dl class="dlq-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t.key}</h3>
      <p>
        <Short of={letter.key} />
      </p>
      <h3>{t.value}</h3>
      <BytesView of={letter.value} label={t.value} />
      <h3>{t.headers}</h3>
      {letter.headers.length === 0 ? (
        <p class="soft">{t.noHeaders}</p>
      ) : (
        <dl class="dlq-facts">
          {letter.headers.map(({ name, value }, at) => (
            <div key={`${name} ${at}`}>
              <dt>{name}</dt>
              <dd>
                <Short of={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

function Short({ of }: { readonly of: Bytes }) {
  if (of === null) return <span class="soft">{say(texts).absent}</span>
  return <code>{'text' in of ? of.text : `base64 ${of.base64}`}</code>
}
