import { dashboard } from '../parts/dashboard.ts'
import { instances, job, stores, topics } from '../parts/variables.ts'
import { commitPanels } from './streams/commitPanels.ts'
import { databasePanels } from './streams/databasePanels.ts'
import { feedPanels } from './streams/feedPanels.ts'
import { flowPanels } from './streams/flowPanels.ts'
import { generationPanels } from './streams/generationPanels.ts'
import { lagPanels } from './streams/lagPanels.ts'
import { queryPanels } from './streams/queryPanels.ts'
import { restorePanels } from './streams/restorePanels.ts'
import { storePanels } from './streams/storePanels.ts'
import { uids } from './uids.ts'

/** What the engine does, for an application of any kind. */
export const streams = dashboard({
  uid: uids.streams,
  title: 'millrace: streams',
  description:
    'What the engine does: flow, lag, commits, failures, restores, stores, the database, queries, the feed.',
  variables: [job, instances, topics, stores],
  rows: {
    Flow: flowPanels,
    Lag: lagPanels,
    Commits: commitPanels,
    'Restores and standbys': restorePanels,
    Stores: storePanels,
    Database: databasePanels,
    Queries: queryPanels,
    Feed: feedPanels,
    Generations: generationPanels,
  },
})
