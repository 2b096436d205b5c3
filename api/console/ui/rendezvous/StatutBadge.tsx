import { say } from 'millrace/console/ui/language.ts'
import { Badge, type Tone } from 'millrace/console/ui/parts/Badge.tsx'
import type { RendezvousStatut } from '../data/statut.ts'
import { texts } from './texts.ts'

/** How a rendezvous stands. */
export function StatutBadge({ statut }: { readonly statut: RendezvousStatut }) {
  return <Badge tone={tones[statut]}>{say(texts).statuts[statut]}</Badge>
}

const tones: Readonly<Record<RendezvousStatut, Tone>> = {
  EN_ATTENTE: 'warn',
  ACCEPTE: 'accent',
  CONFIRME: 'good',
  ANNULE: 'calm',
  TERMINE: 'calm',
  REJETE: 'bad',
}
