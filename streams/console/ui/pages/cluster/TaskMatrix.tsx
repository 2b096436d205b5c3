import type { FromInstances, GraphAnswer, InstanceReport } from '../../../answers.ts'
import { number } from '../../format.ts'
import { say } from '../../language.ts'
import { type TaskPlace, tasksOf } from './tasksOf.ts'
import { texts } from './texts.ts'

export interface TaskMatrixProps {
  readonly graph: GraphAnswer
  readonly report: FromInstances<InstanceReport>
}

/** A letter and a colour for each instance. */
export const letterOf = (instance: number): string => String.fromCharCode(65 + (instance % 26))

/** Every task in its cell: who runs it, who stands by. */
export function TaskMatrix({ graph, report }: TaskMatrixProps) {
  const t = say(texts)
  const lines = tasksOf(graph, report)
  const most = Math.max(1, ...lines.map(({ tasks }) => tasks.length))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div class="tasks" tabIndex={0}>
      <table>
        <caption class="unseen">{t.matrix}</caption>
        <thead>
          <tr>
            <th scope="col">{t.part}</th>
            {Array.from({ length: most }, (_, partition) => (
              <th key={partition} scope="col" title={t.partition(partition)}>
                {partition}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ part, tasks }) => (
            <tr key={part}>
              <th scope="row">
                <b>{part}</b> <span class="soft">{nameOf(graph, part)}</span>
              </th>
              {tasks.map(task => (
                <td key={task.id}>
                  <Task task={task} report={report} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Task({
  task,
  report,
}: {
  readonly task: TaskPlace
  readonly report: FromInstances<InstanceReport>
}) {
  const t = say(texts)
  const nameOf = (instance: number) => report.instances[instance]!.instance
  const { active, restoring, standbys, lag } = task
  const told = [
    active !== null
      ? t.taskActive(task.id, nameOf(active), number(lag))
      : restoring !== null
        ? `${task.id} ${t.restoring(nameOf(restoring))}`
        : t.nobody(task.id),
    ...(standbys.length > 0
      ? [t.standbyOn(standbys.map(({ instance }) => nameOf(instance)).join(', '))]
      : []),
  ].join('; ')
  return (
    <span class="task" title={told}>
      <span class="unseen">{told}</span>
      <span aria-hidden="true">
        {active !== null ? (
          <i class={`task-on instance-${active % 6}`}>{letterOf(active)}</i>
        ) : restoring !== null ? (
          <i class={`task-restoring instance-${restoring % 6}`}>{letterOf(restoring)}</i>
        ) : (
          <i class="task-none">–</i>
        )}
        {standbys.map(({ instance, role }) => (
          <i
            key={instance}
            class={`task-standby instance-${instance % 6} ${role === 'warm-up' ? 'task-warm' : ''}`}
          >
            {letterOf(instance)}
          </i>
        ))}
      </span>
    </span>
  )
}

/** What a subtopology does, by its first step that is more than reading. */
function nameOf({ subtopologies }: GraphAnswer, part: string): string {
  const { nodes } = subtopologies.find(({ id }) => id === part)!
  return nodes.find(({ kind }) => kind === 'process' || kind === 'aggregate')?.name ?? nodes[0]!.name
}
