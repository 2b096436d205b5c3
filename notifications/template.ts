import { dateIn } from './dateIn.ts'
import type { Facts } from './facts.ts'

export interface Text {
  readonly subject: string
  readonly text: string
}

/** Words of a message, made of what is known; each must read well without. */
interface Words {
  /** `le mardi 21 avril 2026 à 10:00`, with a blank before it. */
  readonly le: string
  /** `avec Dr Salma Tazi`, with a blank before it. */
  readonly avec: string
  /** `de 200,00 DH`, with a blank before it. */
  readonly de: string
}

const models: Readonly<Record<string, (words: Words) => readonly [subject: string, sentence: string]>> = {
  confirmation: ({ le, avec }) => [
    'Votre rendez-vous est confirmé',
    `Votre rendez-vous${avec}${le} est confirmé.`,
  ],
  rappel: ({ le, avec }) => [
    'Rappel de votre rendez-vous',
    `Nous vous rappelons votre rendez-vous${avec}${le}. Si vous ne pouvez pas venir, prévenez-nous.`,
  ],
  annulation: ({ le, avec }) => [
    'Votre rendez-vous est annulé',
    `Votre rendez-vous${avec}${le} est annulé. Pour une autre date, contactez-nous.`,
  ],
  rejet: ({ le, avec }) => [
    'Votre demande de rendez-vous',
    `Nous ne pouvons pas vous donner le rendez-vous demandé${avec}${le}. Contactez-nous pour une autre date.`,
  ],
  facture: ({ le, de }) => ['Votre facture', `Votre facture${de} pour la consultation${le} est disponible.`],
  relance: ({ de }) => ['Votre facture est en retard', `Votre facture${de} n’est pas encore réglée.`],
  remboursement: ({ le, de }) => [
    'Votre remboursement',
    `Le rendez-vous${le} n’a pas lieu : votre paiement${de} vous sera remboursé.`,
  ],
}

/** The models that have words of their own. */
export const modelNames = Object.keys(models)

/** What a notification says, in French. `name`: whom it speaks to. A model that is not known has general words. */
export function render(
  modele: string | null,
  donnees: unknown,
  { rendezVous, medecin }: Pick<Facts, 'rendezVous' | 'medecin'>,
  { name, zone }: { readonly name: string | null; readonly zone: string },
): Text {
  const { montant } = (donnees ?? {}) as Readonly<Record<string, unknown>>
  const date = dateIn(donnees) ?? rendezVous?.date ?? null
  const words = {
    le: date === null ? '' : ` le ${dateText(date, zone)}`,
    avec: medecin ? ` avec ${medecin}` : '',
    de: typeof montant === 'number' ? ` de ${amount.format(montant)} DH` : '',
  }
  const model = Object.hasOwn(models, modele ?? '') ? models[modele!]! : null
  const [subject, sentence] = model?.(words) ?? [
    'Un message de votre cabinet médical',
    `Du nouveau pour votre rendez-vous${words.avec}${words.le} : contactez-nous.`,
  ]
  return { subject, text: `Bonjour${name ? ` ${name}` : ''},\n\n${sentence}\n\nVotre cabinet médical\n` }
}

const amount = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const formats = new Map<string, readonly [Intl.DateTimeFormat, Intl.DateTimeFormat]>()

function dateText(date: number, zone: string): string {
  let format = formats.get(zone)
  if (!format) {
    format = [
      new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full', timeZone: zone }),
      new Intl.DateTimeFormat('fr-FR', { timeStyle: 'short', timeZone: zone }),
    ]
    formats.set(zone, format)
  }
  return `${format[0].format(date)} à ${format[1].format(date)}`
}
