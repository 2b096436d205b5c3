import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import type { Letter } from './letter.ts'
import { texts } from './texts.ts'

export function StatusBadge({ status }: Pick<Letter, 'status'>) {
  return <Badge tone={tones[status]}>{say(texts).one[status]}</Badge>
}

const tones = { open: 'warn', replayed: 'good', discarded: 'calm' } as const
