import type { Texts } from 'millrace/console/ui/language.ts'
import type { Page } from 'millrace/console/ui/page.ts'
import { streamsPages } from 'millrace/console/ui/streamsPages.tsx'

const cabinet: Texts<string> = { fr: 'Le cabinet', en: 'The cabinet' }
const streams: Texts<string> = { fr: 'Les flux', en: 'The streams' }
const operations: Texts<string> = { fr: 'Exploitation', en: 'Operations' }

/** Every page of the console, in the order of its menu. */
export const pages: readonly Page[] = [
  {
    id: 'agenda',
    title: { fr: 'Agenda', en: 'Agenda' },
    group: cabinet,
    load: () => import('./pages/agenda/AgendaPage.tsx'),
  },
  {
    id: 'attente',
    title: { fr: 'Salle d’attente', en: 'Waiting room' },
    group: cabinet,
    load: () => import('./pages/attente/AttentePage.tsx'),
  },
  {
    id: 'patients',
    title: { fr: 'Patients', en: 'Patients' },
    group: cabinet,
    load: () => import('./pages/patients/PatientsPage.tsx'),
  },
  {
    id: 'factures',
    title: { fr: 'Factures', en: 'Invoices' },
    group: cabinet,
    load: () => import('./pages/factures/FacturesPage.tsx'),
  },
  {
    id: 'activite',
    title: { fr: 'Tableaux de bord', en: 'Dashboards' },
    group: cabinet,
    load: () => import('./pages/activite/ActivitePage.tsx'),
  },
  ...streamsPages({ base: '/api/admin/streams/' }, streams),
  {
    id: 'feed',
    title: { fr: 'En direct', en: 'Feed' },
    group: streams,
    load: () => import('./pages/feed/FeedPage.tsx'),
  },
  {
    id: 'dlq',
    title: { fr: 'Lettres mortes', en: 'Dead letters' },
    group: operations,
    load: () => import('./pages/dlq/DlqPage.tsx'),
  },
  {
    id: 'reprocess',
    title: { fr: 'Retraitement', en: 'Reprocess' },
    group: operations,
    load: () => import('./pages/reprocess/ReprocessPage.tsx'),
  },
]
