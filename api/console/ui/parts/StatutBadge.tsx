import { say } from 'millrace/console/ui/language.ts'
import { Badge, type Tone } from 'millrace/console/ui/parts/Badge.tsx'
import type { Statut } from '../data/statut.ts'
import { statutWords } from './statutWords.ts'

/** How a rendezvous, consultation, facture or payment stands. */
export function StatutBadge({ statut }: { readonly statut: Statut }) {
  return <Badge tone={tones[statut]}>{say(statutWords)[statut]}</Badge>
}

const tones: Readonly<Record<Statut, Tone>> = {
  EN_ATTENTE: 'warn',
  ACCEPTE: 'accent',
  CONFIRME: 'good',
  ANNULE: 'calm',
  TERMINE: 'calm',
  REJETE: 'bad',
  CREEE: 'accent',
  REALISEE: 'good',
  ANNULEE: 'calm',
  EMISE: 'accent',
  EN_RETARD: 'bad',
  PAYEE: 'good',
  A_REMBOURSER: 'warn',
  EN_COURS: 'warn',
  RECU: 'good',
  ECHOUE: 'bad',
}
