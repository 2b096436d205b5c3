import { type Header, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import type { Channel } from '../channel.ts'
import { type DispatchEvent, Dispatcher, type DispatcherOptions } from '../dispatcher.ts'
import type { DueRow } from '../dueRow.ts'
import type { Facts } from '../facts.ts'
import type { Message } from '../message.ts'
import { notificationTopology, reportTopic, requestTopic } from '../notificationTopology.ts'
import type { QueueRow } from '../queueRow.ts'

export const known: Facts = {
  person: { name: 'Salma Tazi', email: 'salma@example.ma', telephone: null },
  isErased: false,
  rendezVous: null,
  medecin: null,
}

/** The worker's stores and its log without a Kafka, under a clock of the test's; dispatchers come and go. */
export class TestWorker {
  readonly driver = new TestDriver(notificationTopology('test', 3_600_000), {
    applicationId: 'test',
    errors: { deserialize: () => 'dead-letter', process: () => 'dead-letter' },
    deadLetterTopic: 'cabinet.dlq',
  })
  readonly sent: Message[] = []
  readonly events: DispatchEvent[] = []
  now = 1_000_000
  /** Nothing can be published. */
  isAway = false
  /** What the channel does with a message. */
  send: (message: Message) => Promise<void> | void = () => {}
  lookUp: (recipient: string) => Facts = () => known
  #piping: Promise<unknown> = Promise.resolve()
  #looks = 0

  readonly channel: Channel = {
    name: 'test',
    reaches: ({ email }) => email !== null,
    send: async message => {
      await this.send(message)
      this.sent.push(message)
    },
    close: async () => {},
  }

  async request(
    destinataire: string,
    eventId: string,
    time = this.now,
    more: object = {},
    headers: readonly Header[] = [],
  ): Promise<void> {
    const data = { destinataire, canal: 'EMAIL', modele: 'confirmation', donnees: {}, ...more }
    const value = JSON.stringify({
      eventId,
      eventType: requestTopic,
      timestamp: new Date(time).toISOString(),
      version: '1.0',
      data,
    })
    await this.#pipe(requestTopic, { key: destinataire, value, timestamp: time, headers })
  }

  dispatcher(options: Partial<DispatcherOptions> = {}): Dispatcher {
    return new Dispatcher({
      queues: { get: key => this.driver.row<QueueRow>('queues', key) },
      due: {
        page: async ({ to, limit } = {}) => {
          this.#looks++
          const rows = [...(await this.driver.rows<DueRow>('due'))].filter(([key]) => key < to!)
          return { rows: rows.slice(0, limit), next: null }
        },
      },
      publish: async reports => {
        if (this.isAway) throw new Error('Kafka is away')
        return Promise.all(
          reports.map(({ recipient, report }) =>
            this.#pipe(reportTopic('test'), {
              key: recipient,
              value: JSON.stringify(report),
              timestamp: report.at,
            }),
          ),
        )
      },
      directory: { lookUp: async recipient => this.lookUp(recipient) },
      channel: this.channel,
      zone: 'Africa/Casablanca',
      tries: 3,
      retry: { baseMs: 1_000, capMs: 60_000 },
      random: () => 0.5,
      concurrency: 4,
      maxAgeMs: 3_600_000,
      leaseMs: 10_000,
      pollMs: 1,
      now: () => this.now,
      log: { info() {}, warn() {} },
      observe: event => void this.events.push(event),
      ...options,
    })
  }

  /** Lets a dispatcher run until something holds. */
  async runUntil(holds: () => boolean | Promise<boolean>, dispatcher = this.dispatcher()): Promise<void> {
    const stop = new AbortController()
    const running = dispatcher.run(stop.signal)
    const deadline = performance.now() + 10_000
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`Not reached; sent: ${this.sentIds().join()}`)
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    stop.abort()
    await running
  }

  /** Lets a dispatcher look at what is due some times. */
  runLooks(dispatcher = this.dispatcher()): Promise<void> {
    const enough = this.#looks + 5
    return this.runUntil(() => this.#looks >= enough, dispatcher)
  }

  sentIds(): readonly string[] {
    return this.sent.map(({ eventId }) => eventId)
  }

  async waiting(): Promise<number> {
    await this.#piping
    return (await this.driver.rows('queues')).size
  }

  deadLetters() {
    return this.driver.read('cabinet.dlq', text, text)
  }

  /** One after the other: the driver runs to the end of its input. */
  #pipe(...args: Parameters<TestDriver['pipe']>): Promise<void> {
    const piped = this.#piping.then(() => this.driver.pipe(...args))
    this.#piping = piped.catch(() => {})
    return piped
  }
}
