import { join } from 'node:path'
import { internalTopics } from 'millrace'
import { applicationTopology } from '../../applicationTopology.ts'
import type { Figure } from '../../figure.ts'
import { MeasuredProcess, type Place } from '../../measuredProcess.ts'
import type { PeerTools } from './peerTools.ts'
import { type Overrides, streamsConfig } from './streamsConfig.ts'

/** One process of the Java program in this folder. JVM flags: JDK_JAVA_OPTIONS, which java reads by itself. */
export class KafkaStreamsProcess extends MeasuredProcess {
  readonly #place: Place

  /** With `queryThreads` its patients are served at `application.server`, which is then among the overrides. */
  constructor(
    { java, libs, classes }: PeerTools,
    place: Place,
    overrides: Overrides,
    queryThreads: number | null = null,
  ) {
    const { consultations, factures, inputPrefix } = place.outputs
    const config = Object.entries(streamsConfig(place, overrides)).map(([key, value]) => `${key}=${value}`)
    const classPath = [classes, join(libs, '*')].join(process.platform === 'win32' ? ';' : ':')
    // Without nodelay the JDK's server waits for the acknowledgement of its headers before it sends the body.
    const server = queryThreads === null ? [] : ['-Dsun.net.httpserver.nodelay=true']
    const flags = [...server, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', classPath]
    super(place.logFile, java, [...flags, 'peer.Main', consultations, factures, ...config], {
      // Its standard input tells it that its parent is gone.
      stdio: ['pipe', 'ignore', 'pipe'],
      environment: {
        INPUT_PREFIX: inputPrefix ?? '',
        ...(queryThreads !== null && { QUERY_THREADS: String(queryThreads) }),
      },
    })
    this.#place = place
  }

  get isRunning(): boolean {
    return this.ending === null && this.log.some(line => line.msg === 'running')
  }

  /** The same names as millrace's: the topology names them, and both follow Kafka Streams' rule. */
  get internalTopics(): readonly string[] {
    const { outputs, applicationId } = this.#place
    return internalTopics(applicationTopology('bench', outputs, applicationId), applicationId)
  }

  async counters(): Promise<Readonly<Record<string, Figure>>> {
    return {}
  }

  async status(): Promise<string> {
    return this.ending ?? this.log.findLast(line => line.msg === 'state')?.to?.toString() ?? 'starting'
  }
}
