import type { StreamsStatus } from 'millrace'
import { twoFreePorts } from '../../broker/ports.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { CabinetInstance } from './cabinetInstance.ts'

/** Of the cabinet's topics. */
const partitions = 3

export interface CabinetTeamOptions {
  readonly brokers: readonly string[]
  /** For state and logs. */
  readonly folder: string
  readonly standbys: number
  readonly sessionTimeoutMs: number
  /** Default 3; 4 at most. */
  readonly instances?: number
  /** More of the cabinet's variables. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Instances of the cabinet over one Kafka, not started. */
export async function cabinetTeam(options: CabinetTeamOptions): Promise<readonly CabinetInstance[]> {
  const { brokers, folder, standbys, sessionTimeoutMs, instances = 3 } = options
  const ports = [...(await twoFreePorts()), ...(await twoFreePorts())].slice(0, instances)
  const environment = {
    STANDBYS: String(standbys),
    SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    ...options.environment,
  }
  return ports.map((port, i) => new CabinetInstance({ number: i + 1, folder, brokers, port, environment }))
}

/** Everything runs somewhere, and every copy that there should be is there and knows how far it is. */
export async function isWell(
  team: readonly Pick<CabinetInstance, 'url'>[],
  standbys: number,
): Promise<boolean> {
  const { subtopologies } = cabinet()
  const copies = subtopologies.filter(({ stores }) => stores.length > 0).length * partitions * standbys
  const all = await Promise.all(team.map(({ url }) => statusOf(url)))
  const running = all.flatMap(status => (status?.state === 'RUNNING' ? status.tasks : []))
  const followed = all
    .flatMap(status => status?.standbys ?? [])
    .filter(({ stores }) => stores.every(({ behindMs }) => behindMs !== null))
  return (
    all.every(status => status !== null) &&
    running.length === subtopologies.length * partitions &&
    followed.length === copies
  )
}

async function statusOf(url: string): Promise<StreamsStatus | null> {
  try {
    const ready = await fetch(`${url}/ready`)
    if (!ready.ok) return null
    return (await (await fetch(`${url}/api/status`)).json()) as StreamsStatus
  } catch {
    return null
  }
}
