import type { ComponentType } from 'preact'
import type { Texts } from './language.ts'
import type { Page } from './page.ts'

export interface StreamsPageProps {
  /** Under which the routes of `millrace/console` are: `/api/admin/streams/`, or `./` beside the page. */
  readonly base: string
}

/** millrace's pages over the routes of a server: flow, cluster, stores. */
export function streamsPages({ base }: StreamsPageProps, group: Texts<string>): readonly Page[] {
  const at = async (page: Promise<{ readonly default: ComponentType<StreamsPageProps> }>) => {
    const { default: Component } = await page
    return { default: () => <Component base={base} /> }
  }
  return [
    {
      id: 'flow',
      title: { fr: 'Le flux', en: 'Flow' },
      group,
      load: () => at(import('./pages/flow/FlowPage.tsx')),
    },
    {
      id: 'cluster',
      title: { fr: 'Le cluster', en: 'Cluster' },
      group,
      load: () => at(import('./pages/cluster/ClusterPage.tsx')),
    },
    {
      id: 'stores',
      title: { fr: 'Les stores', en: 'Stores' },
      group,
      load: () => at(import('./pages/stores/StoresPage.tsx')),
    },
  ]
}
