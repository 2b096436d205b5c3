import type { FromInstances, GraphAnswer, InstanceReport, TimelineAnswer } from '../../../answers.ts'
import { usePoll } from '../../data/usePoll.ts'
import { say } from '../../language.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Panel } from '../../parts/Panel.tsx'
import type { StreamsPageProps } from '../../streamsPages.tsx'
import { Instances } from './Instances.tsx'
import { Restores } from './Restores.tsx'
import { TaskMatrix } from './TaskMatrix.tsx'
import { Timeline } from './Timeline.tsx'
import { texts } from './texts.ts'
import './cluster.css'

/** The instances of the application, what each does, and what happened to them. */
export default function ClusterPage({ base }: StreamsPageProps) {
  const t = say(texts)
  const topology = usePoll<GraphAnswer>(`${base}topology`, 60_000)
  const cluster = usePoll<FromInstances<InstanceReport>>(`${base}cluster`, 2_000)
  const timeline = usePoll<TimelineAnswer>(`${base}timeline`, 3_000)
  return (
    <>
      <p class="soft">{t.intro}</p>
      <Loaded of={cluster}>
        {report => (
          <>
            <Panel title={t.instances} flush>
              <Instances report={report} />
            </Panel>
            <Panel title={t.matrix} flush>
              <Loaded of={topology}>{graph => <TaskMatrix graph={graph} report={report} />}</Loaded>
              <ul class="tasks-legend">
                <li>
                  <i class="task-on" aria-hidden="true">
                    A
                  </i>
                  {t.active}
                </li>
                <li>
                  <i class="task-standby" aria-hidden="true">
                    B
                  </i>
                  {t.standby}
                </li>
                <li>
                  <i class="task-restoring" aria-hidden="true">
                    A
                  </i>
                  {t.restore}
                </li>
                <li>
                  <i class="task-none" aria-hidden="true">
                    –
                  </i>
                  {t.none}
                </li>
              </ul>
            </Panel>
            <Panel title={t.restores}>
              <Restores report={report} />
            </Panel>
          </>
        )}
      </Loaded>
      <Panel title={t.timeline} flush>
        <Loaded of={timeline}>{answer => <Timeline answer={answer} />}</Loaded>
      </Panel>
    </>
  )
}
