import './json.css'

export interface JsonProps {
  readonly value: unknown
  /** What it is of; read out. */
  readonly label: string
}

/** A value as indented JSON, words and figures told apart. */
export function Json({ value, label }: JsonProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section class="json" tabIndex={0} aria-label={label}>
      <pre>{coloured(JSON.stringify(value, null, 2))}</pre>
    </section>
  )
}

const coloured = (text: string) =>
  text.split(tokens).map((part, at) => {
    const kind = kindOf(part)
    if (kind === null) return part
    return (
      <span key={at} class={`json-${kind}`}>
        {part}
      </span>
    )
  })

/** Names of fields with their colon, texts, figures and words. */
const tokens = /("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/

function kindOf(part: string): string | null {
  if (part.startsWith('"')) return part.endsWith(':') ? 'name' : 'text'
  if (/^(true|false|null)$/.test(part)) return 'word'
  return /^-?\d/.test(part) ? 'figure' : null
}
