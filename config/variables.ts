import { brokerKind } from './brokerKind.ts'
import { bytes, decimal, flag, integer, matching, oneOf } from './kind.ts'
import { aliases, amount, zone } from './kinds.ts'
import { optional, variable } from './variable.ts'

const broker = (name: string, allowed: string, fallback: string, unit: string, meaning: string) =>
  variable(brokerKind(name, allowed), fallback, unit, meaning)

const host = matching('a host name or an IP address', /^[\w.:-]{1,253}$/)
const anyText = matching('a path', /\S/)

/** Every variable that the cabinet reads. docs/configuration.md is this table; a test holds the two together. */
export const variables = {
  KAFKA_BROKERS: optional(
    brokerKind('KAFKA_BROKERS', 'host:port, or several with commas between'),
    'host:port,…',
    'The Kafka to use. Unset: one is found or started (Docker, else Java).',
  ),
  KAFKA_PORT: broker(
    'KAFKA_PORT',
    'a port from 1024 to 65534',
    '29092',
    'port',
    'Where a broker that is started here listens; it takes the port after it too.',
  ),
  KAFKA_HEAP: broker(
    'KAFKA_HEAP',
    'like 768m or 1g, 256m at least',
    '768m',
    'bytes',
    'Java heap of a broker that is started here.',
  ),
  KAFKA_HOW: optional(
    brokerKind('KAFKA_HOW', 'docker or jvm'),
    'docker, jvm',
    'Start a broker only this way. Unset: Docker where an engine answers, else Java.',
  ),
  REPLICATION_FACTOR: variable(
    integer(-1, 100),
    '-1',
    'replicas',
    'Replicas of the topics that are created. −1: the brokers’ default.',
  ),

  HOST: variable(
    host,
    '127.0.0.1',
    'address',
    'Where the API listens. The default is this machine alone; 0.0.0.0 is every network it has.',
  ),
  PORT: variable(integer(1, 65_535), '3000', 'port', 'Where the API listens.'),
  ADVERTISED_HOST: optional(
    host,
    'host',
    'Where other instances reach this one; instances on several machines need it, or HOST=0.0.0.0. Unset: HOST, or this machine’s name where HOST is every network.',
  ),

  INSTANCES: optional(
    integer(1, 64),
    'processes',
    'Run so many instances on this machine under a supervisor, which has PORT; they have the free ports after it. Unset: one, in the process that was started.',
  ),
  STOP_TIMEOUT_MS: variable(
    integer(100, 3_600_000),
    '20000',
    'ms',
    'How long instances under a supervisor may take to end in order; then they are killed.',
  ),

  APPLICATION_ID: variable(
    matching(
      '1 to 200 letters, digits, dots, dashes or underscores, beginning with a letter or digit',
      /^[a-zA-Z0-9][\w.-]{0,199}$/,
    ),
    'cabinet',
    'name',
    'Names the group, its internal topics and its transactions. Instances with the same id share the work.',
  ),
  STATE_DIR: variable(
    anyText,
    'data/state',
    'path',
    'Where the state stores lie, from the checkout’s folder. Each instance needs one of its own.',
  ),
  FACTURATION: variable(
    oneOf('creation', 'realisation'),
    'creation',
    'moment',
    'An invoice is made with its consultation, or when that has taken place.',
  ),
  DEFAULT_TARIF: variable(
    amount,
    '200.00',
    'currency',
    'Price of a consultation whose médecin has no tarif.',
  ),
  ZONE: variable(
    zone,
    'Africa/Casablanca',
    'tz zone',
    'The practice’s time zone, for dates that come without one, and for the days of the agenda.',
  ),
  ALIASES: variable(
    aliases,
    'none',
    'topic=type,…',
    'Topics of other names that are read as well; `english` reads patient.registered, appointment.* and their like.',
  ),

  DEMO: variable(flag, '1', '1, 0', '0: no demo data.'),
  DEMO_RATE: variable(
    decimal(0, 1_000),
    '0.5',
    'happenings/s',
    'Pace of the demo’s live stream. 0: the past alone.',
  ),

  ON_LOST_INPUT: variable(
    oneOf('fail', 'earliest'),
    'fail',
    'answer',
    'Input was deleted before it was read, or its topic made anew: stop and say so, or go on with what is left.',
  ),
  COMMIT_INTERVAL_MS: variable(
    integer(1, 600_000),
    '100',
    'ms',
    'Time between commits: how old an answer may be. Longer is cheaper.',
  ),
  SESSION_TIMEOUT_MS: variable(
    integer(1_000, 3_600_000),
    '10000',
    'ms',
    'After how long without a heartbeat an instance’s work goes to others. Brokers not started here may insist on 45000.',
  ),
  STANDBYS: variable(
    integer(0, 100),
    '0',
    'instances',
    'Other instances that keep a copy of each store close behind, to take over in a moment and to answer meanwhile. Brokers allow 2 at most unless configured.',
  ),
  MEMORY_BYTES: optional(
    bytes(64 * 2 ** 20),
    'bytes',
    'Memory for all that grows with the work; beside it a busy process takes 400 to 600 MB. Unset: a quarter of what the process may have, 64m to 512m.',
  ),
  DISK_LOW_BYTES: optional(
    bytes(0),
    'bytes',
    'Free bytes on the disk of STATE_DIR below which intake pauses until there is room again. 0: never. Unset: a twentieth of the disk, 256m to 2g.',
  ),

  LOG_LEVEL: variable(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'level',
    'The least that is logged.',
  ),
  LOG_FORMAT: variable(
    oneOf('file', 'json'),
    'file',
    'file, json',
    '`file`: to data/logs/cabinet.log, JSON lines. `json`: the same lines on standard output.',
  ),
} as const
