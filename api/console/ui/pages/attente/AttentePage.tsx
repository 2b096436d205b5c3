import { say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { texts } from './texts.ts'

export default function AttentePage() {
  return <Empty title={say(texts).soon} />
}
