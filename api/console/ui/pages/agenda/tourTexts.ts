import { bilingual } from 'millrace/console/ui/language.ts'

export const texts = bilingual({
  fr: {
    title: 'Ce que vous voyez',
    away: 'Compris',
    what: 'Un cabinet médical dont chaque fait est un événement dans Kafka. Un programme de flux en tire les agendas, les consultations et les factures, chacune exactement une fois. Les données de démonstration continuent d’arriver.',
    book: 'Cliquez sur un créneau libre et réservez-le : la demande part dans Kafka, et vous voyez la décision arriver.',
    flow: 'Le flux',
    flowDetail: 'dessine le programme en marche : ce qui passe, où, à quelle vitesse.',
    feed: 'En direct',
    feedDetail: 'montre chaque événement à la seconde, et tout ce qu’un rendez-vous a causé.',
  },
  en: {
    title: 'What you see',
    away: 'Got it',
    what: 'A medical practice whose every fact is an event in Kafka. A streams program derives agendas, consultations and invoices from them, each exactly once. The demo’s data keeps coming.',
    book: 'Click a free slot and book it: the request goes to Kafka, and you watch the decision arrive.',
    flow: 'Flow',
    flowDetail: 'draws the program at work: what passes, where, how fast.',
    feed: 'Feed',
    feedDetail: 'shows each event as it happens, and everything that a rendezvous has caused.',
  },
})
