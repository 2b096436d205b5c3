import { bytes as size } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Json } from 'millrace/console/ui/parts/Json.tsx'
import { Tabs } from 'millrace/console/ui/parts/Tabs.tsx'
import { useState } from 'preact/hooks'
import type { Bytes } from './letter.ts'
import { texts } from './texts.ts'

/** Shown of a value at most. */
const most = 64 * 1024
const mostBytes = 4 * 1024

/** A value as JSON, as text and as bytes, as far as it is each. */
export function BytesView({ of, label }: { readonly of: Bytes; readonly label: string }) {
  const t = say(texts)
  const data = of === null ? null : bytesOf(of)
  const text = of !== null && 'text' in of ? of.text : null
  const json = text === null ? undefined : parsed(text)
  const [tab, select] = useState(json !== undefined ? 'json' : text !== null ? 'plain' : 'raw')
  if (data === null) return <p class="soft">{t.absent}</p>
  return (
    <Tabs
      label={label}
      tabs={[
        { id: 'json', title: t.json },
        { id: 'plain', title: t.plain },
        { id: 'raw', title: t.raw },
      ]}
      selected={tab}
      onSelect={select}
    >
      {tab === 'json' && (json === undefined ? <p>{t.notJson}</p> : <Json value={json} label={label} />)}
      {tab === 'plain' &&
        (text === null ? (
          <p>{t.notText}</p>
        ) : (
          <Cut text={text} most={most} rest={size(data.length - most)} />
        ))}
      {tab === 'raw' && <Cut text={dump(data)} most={Number.POSITIVE_INFINITY} rest="" />}
      {tab === 'raw' && data.length > mostBytes && <p class="soft">{t.cut(size(data.length - mostBytes))}</p>}
    </Tabs>
  )
}

function Cut({ text, most, rest }: { readonly text: string; readonly most: number; readonly rest: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <pre class="dlq-bytes" tabIndex={0}>
      {text.slice(0, most)}
      {text.length > most && say(texts).cut(rest)}
    </pre>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function bytesOf(of: NonNullable<Bytes>): Uint8Array {
  if ('text' in of) return new TextEncoder().encode(of.text)
  return Uint8Array.from(atob(of.base64), char => char.charCodeAt(0))
}

/** As `hexdump -C` has it. */
function dump(data: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(data.length, mostBytes); at += 16) {
    const row = [...data.subarray(at, at + 16)]
    const hex = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    const text = row.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`)
  }
  return lines.join('\n')
}
