import { say } from 'millrace/console/ui/language.ts'
import { Loading } from 'millrace/console/ui/parts/Loaded.tsx'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { useEffect, useState } from 'preact/hooks'
import { texts } from './texts.ts'

const patienceMs = 4_000

/** In the place of what the feed is to bring; after a while it says that the feed does not answer, and that it is tried on. */
export function Connecting() {
  const t = say(texts)
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return <Loading />
  return (
    <Notice tone="warn" title={t.feedSilent} announced>
      {t.feedSilentDetail}
    </Notice>
  )
}
