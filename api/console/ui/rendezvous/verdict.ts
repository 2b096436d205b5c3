import { say } from 'millrace/console/ui/language.ts'
import { money } from '../money.ts'
import type { Verdict } from '../parts/CommandWay.tsx'
import type { Rendezvous } from './rendezvous.ts'
import { texts } from './texts.ts'

/** What the stream decided about a rendezvous, read off its row. */
export function verdict({ statut, raison, montant }: Rendezvous): Verdict {
  const t = say(texts)
  const title = t.decided[statut]
  if (statut === 'REJETE') return { outcome: 'refused', title, detail: t.raisons[raison ?? ''] ?? raison }
  if (statut === 'EN_ATTENTE') return { outcome: 'waiting', title, detail: t.lacks }
  return {
    outcome: 'accepted',
    title,
    ...(statut === 'ACCEPTE' && montant !== null && { detail: t.invoice(money(montant)) }),
  }
}
