import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { texts } from './texts.ts'

export default function AgendaPage() {
  return <Loaded of={usePoll('/api/medecins', 10_000)}>{() => <Empty title={say(texts).soon} />}</Loaded>
}
