import { brokerKind } from './brokerKind.ts'
import { bytes, decimal, flag, integer, matching, oneOf } from './kind.ts'
import {
  algorithms,
  aliases,
  amount,
  headers,
  networks,
  origins,
  outputTypes,
  registryUrl,
  zone,
} from './kinds.ts'
import { optional, secret, variable } from './variable.ts'

const broker = (name: string, allowed: string, fallback: string, unit: string, meaning: string) =>
  variable(brokerKind(name, allowed), fallback, unit, meaning)

const host = matching('a host name or an IP address', /^[\w.:-]{1,253}$/)
const url = matching('http://… or https://…', /^https?:\/\/\S+[^/\s]$/)
const anyText = matching('a path', /\S/)
const claim = matching('a name, or a path with dots', /^\S{1,200}$/)

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
  KAFKA_JMX_PORT: optional(
    brokerKind('KAFKA_JMX_PORT', 'a port from 1024 to 65534'),
    'port',
    'Where a broker that Java runs here tells its figures over JMX, on this machine alone and to whoever asks. Unset: nowhere.',
  ),
  KAFKA_TLS: variable(flag, '0', '1, 0', '1: the Kafka at KAFKA_BROKERS is asked over TLS.'),
  KAFKA_TLS_CA: optional(
    anyText,
    'path',
    'Who signed the brokers’ certificates, as PEM, where that is nobody whom everybody knows.',
  ),
  KAFKA_TLS_CERT: optional(
    anyText,
    'path',
    'Certificate by which brokers that ask for one know the cabinet, as PEM.',
  ),
  KAFKA_TLS_KEY: optional(anyText, 'path', 'Its key, as PEM.'),
  KAFKA_SASL_MECHANISM: optional(
    oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'),
    'mechanism',
    'How the cabinet logs in to Kafka. PLAIN sends the password as it is: with KAFKA_TLS=1 only. Unset: not at all.',
  ),
  KAFKA_SASL_USERNAME: optional(
    matching('a name', /^\S{1,200}$/),
    'name',
    'As whom (docs/production.md: what he must be allowed).',
  ),
  KAFKA_SASL_PASSWORD: secret(optional(matching('a password', /^.{1,1000}$/), 'text', 'His password.')),
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

  ACCESS_KEYS: optional(
    matching('id:role[+role…][:medecinId]:sha256, several with commas between', /\S/),
    'id:role:sha256,…',
    'Keys that are known, by their hashes; `npx cabinet key create` draws one. Without keys and without OIDC_ISSUER nobody is asked who he is, and HOST must be this machine’s own address.',
  ),
  ACCESS_KEYS_FILE: optional(
    anyText,
    'path',
    'The same in a file, a line each; `#` begins a comment. Read again when it changes.',
  ),
  INTERNAL_SECRET: secret(
    optional(
      matching('32 visible characters at least', /^[\x21-\x7e]{32,512}$/),
      'text',
      'What the cabinet’s own processes know each other by, the same for all of them. Instances on several machines need it where keys are asked for. Unset: one is drawn for what `npm start` starts.',
    ),
  ),
  CABINET_KEY: secret(
    optional(
      matching('a key', /^[\x21-\x7e]{1,8192}$/),
      'key',
      'The key with which the `cabinet` commands, and a notifications worker that was started by itself, ask the cabinet.',
    ),
  ),
  OIDC_ISSUER: optional(
    url,
    'URL',
    'Tokens of this OpenID Connect issuer are known; its keys are found at `/.well-known/openid-configuration`.',
  ),
  OIDC_AUDIENCE: optional(
    matching('a name', /^\S{1,200}$/),
    'name',
    'What its tokens have as `aud`. OIDC_ISSUER needs it.',
  ),
  OIDC_ALGORITHMS: variable(
    algorithms,
    'RS256,PS256,ES256,EdDSA',
    'names',
    'Signatures of tokens that count.',
  ),
  OIDC_CLOCK_SKEW_SECONDS: variable(
    integer(0, 300),
    '30',
    's',
    'How far the issuer’s clock may be from ours.',
  ),
  OIDC_ROLES_CLAIM: variable(
    claim,
    'roles',
    'claim',
    'Where a token has its roles: a list, or words; `realm_access.roles` for Keycloak.',
  ),
  OIDC_ROLES: variable(
    matching('none, or name=role pairs with commas between', /^(none|[^\s=]+=\w+(,[^\s=]+=\w+)*)$/),
    'none',
    'name=role,…',
    'What the issuer calls the roles, such as `desk=secretariat,doctor=medecin`. Others are called as they are here.',
  ),
  OIDC_MEDECIN_CLAIM: variable(claim, 'medecinId', 'claim', 'Where the token of a médecin says which he is.'),
  OIDC_TIMEOUT_MS: variable(
    integer(100, 60_000),
    '3000',
    'ms',
    'How long each question to the issuer may take.',
  ),
  CORS_ORIGINS: variable(
    origins,
    'none',
    'origin,…',
    'Origins of web pages that may ask, such as https://cabinet.example.org.',
  ),
  TRUSTED_PROXIES: variable(
    networks,
    'none',
    'address,…',
    'Addresses and networks of proxies in front, whose `X-Forwarded-For` is believed.',
  ),
  RATE_REQUESTS: variable(
    integer(1, 100_000_000),
    '6000',
    'requests/min',
    'So many may one key or token ask of an instance; one address, of what is open to all. Not where nobody is asked who he is.',
  ),
  RATE_FAILURES: variable(
    integer(1, 100_000_000),
    '60',
    'requests/min',
    'So many requests of an address without a valid key or token are told so; more are answered 429.',
  ),
  AUDIT_TRAIL: optional(
    oneOf('off', 'on', 'required'),
    'off, on, required',
    'Whether it is written down, in `cabinet.audit`, who is answered what of patients. `on`: answers do not depend on it, and what is lost is counted. `required`: 503 while it cannot be written. Unset: on where keys or tokens are asked for, else off.',
  ),
  AUDIT_TRAIL_DAYS: variable(
    integer(1, 36_500),
    '365',
    'days',
    'How long its lines are kept, if the topic is created now; later the topic’s `retention.ms` is changed.',
  ),
  AUDIT_TRAIL_LINES: variable(
    integer(100, 1_000_000),
    '10000',
    'lines',
    'So many may wait to be written, some 500 bytes each.',
  ),
  TLS_CERT: optional(
    anyText,
    'path',
    'Certificate (with those that signed it), as PEM: the API is then asked by https, by the instances too. It has to have the name in ADVERTISED_HOST, or HOST. Read again when it changes.',
  ),
  TLS_KEY: optional(anyText, 'path', 'Its key, as PEM.'),
  TLS_CA: optional(anyText, 'path', 'Who signed it, as PEM, where that is nobody whom everybody knows.'),
  HTTP_CONNECTIONS: variable(
    integer(1, 1_000_000),
    '10000',
    'connections',
    'Open at the same time; one more is closed at once.',
  ),
  HTTP_CONNECTIONS_PER_ADDRESS: variable(
    integer(1, 1_000_000),
    '5000',
    'connections',
    'Of them from one address.',
  ),
  HTTP_HEADERS_MS: variable(
    integer(100, 600_000),
    '10000',
    'ms',
    'How long a request’s head may take to arrive.',
  ),
  HTTP_REQUEST_MS: variable(
    integer(100, 600_000),
    '30000',
    'ms',
    'How long a whole request may take to arrive.',
  ),
  HTTP_KEEP_ALIVE_MS: variable(
    integer(100, 3_600_000),
    '72000',
    'ms',
    'How long a connection without a request is kept.',
  ),
  HTTP_HEADER_BYTES: variable(bytes(1024), '16k', 'bytes', 'A request’s head may have so much.'),

  API_BODY_BYTES: variable(bytes(1024), '64k', 'bytes', 'A request’s body may have so much.'),
  API_KEYS: variable(
    integer(0, 1_000_000),
    '10000',
    'commands',
    'The last commands with an Idempotency-Key that an instance remembers, some 300 bytes each: a repeat gets the same answer, the key with other content is refused.',
  ),
  API_CSV_ROWS: variable(
    integer(1, 100_000_000),
    '1000000',
    'rows',
    'A list as CSV has so many at most; the last line then says where the rest begins.',
  ),
  API_WAIT_SECONDS: variable(
    integer(1, 120),
    '30',
    's',
    'How long a query may wait for the effect of a command (`?wait=`).',
  ),
  API_WAITING: variable(
    integer(1, 10_000),
    '100',
    'requests',
    'Queries that may wait at the same time; more are refused.',
  ),
  API_EXPLAIN_RECORDS: variable(
    integer(0, 100_000_000),
    '500000',
    'records',
    'Input records up to which the API explains a row, reading all of them twice; `npx cabinet explain` has no such limit.',
  ),
  METRICS_PARTITION_SERIES: variable(
    integer(0, 1_000_000),
    '1000',
    'values',
    'Values by partition that one metric has. Of more those of all partitions are one, under the partition `all`.',
  ),
  FLUX_CLIENTS: variable(
    integer(0, 1_000_000),
    '5000',
    'clients',
    'Clients of the feed that may be connected to an instance; more are refused with 503.',
  ),
  FLUX_SUBSCRIPTIONS: variable(integer(1, 1_000), '16', 'subscriptions', 'Of one client of the feed.'),
  FLUX_CLIENT_BYTES: variable(
    bytes(16 * 1024),
    '1m',
    'bytes',
    'What is queued for a client of the feed that does not read; then it is slow, and its subscriptions are conflated or end.',
  ),
  FLUX_RING_BYTES: variable(
    bytes(1024 * 1024),
    '32m',
    'bytes',
    'Changes that the feed keeps in memory for clients that are behind or come back; older ones are read from Kafka.',
  ),
  FLUX_FRAME_BYTES: variable(
    bytes(1024),
    '64k',
    'bytes',
    'A frame that a client of the feed sends may have so much.',
  ),
  FLUX_WINDOW_MS: variable(
    integer(1_000, 604_800_000),
    '3600000',
    'ms',
    'How long after it was given a token of the feed is resumed; changelogs keep their changes so long. An older one gets a fresh snapshot.',
  ),
  FLUX_HEARTBEAT_MS: variable(
    integer(100, 600_000),
    '15000',
    'ms',
    'How often clients of the feed are told that all is well; one that does not answer three times is cut off.',
  ),
  OUTBOX: variable(
    flag,
    '0',
    '1, 0',
    '1: commands that Kafka does not take are kept on the disk, in STATE_DIR, and sent when it is back. 0: they are refused with 503.',
  ),
  OUTBOX_RECORDS: variable(
    integer(1, 1_000_000),
    '100000',
    'commands',
    'So many may be kept; more are refused with 503.',
  ),
  OUTBOX_BYTES: variable(
    bytes(64 * 1024),
    '64m',
    'bytes',
    'The outbox’s files may have so much, and twice that is held in memory; more is refused with 503.',
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
      '1 to 200 letters, digits, dots, dashes or underscores, beginning with a letter or digit, and not ending like `.g2`: so end the names of generations',
      /^(?!.*\.g\d+$)[a-zA-Z0-9][\w.-]{0,199}$/,
    ),
    'cabinet',
    'name',
    'Names the group, its internal topics and its transactions. Instances with the same id share the work.',
  ),
  GENERATION: optional(
    integer(1, 1_000_000),
    'number',
    'Which generation of the application this process runs (docs/reprocess.md). Unset: the one that is live when it starts.',
  ),
  BUILD_RATE: optional(
    integer(1, 1_000_000),
    'records/s',
    'What an instance of a generation that is being built takes in at most. Unset: as much as the live one bears.',
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
  WAIT_HOURS: variable(
    integer(1, 8_760),
    '24',
    'hours',
    'A rendezvous whose patient or médecin is not known waits so long for him, by event time, and is then rejected.',
  ),
  HISTORY_DAYS: variable(
    integer(0, 3650),
    '30',
    'days',
    'How far back the agenda can be asked for as it was (`?at=`); 0: not at all. Costs a second copy of it, and every change of that time. The same for all instances: another number is another topology, which they join once all have stopped.',
  ),
  PAYMENT_DAYS: variable(
    integer(1, 3_650),
    '30',
    'days',
    'An invoice that is unpaid so long after its issue, by event time, is overdue.',
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
  OUTPUT_FORMAT: variable(
    oneOf('envelope', 'flat'),
    'envelope',
    'format',
    'How the cabinet writes events: in the envelope, or its fields flat, for services that know no envelope.',
  ),
  OUTPUT_TYPE_HEADER: optional(
    matching('a name of letters, digits, dots, dashes and underscores', /^[\w.-]{1,100}$/),
    'header',
    'A header on what is written that says its type, for services that need one: Spring’s is `__TypeId__`. Unset: none.',
  ),
  OUTPUT_TYPES: variable(
    outputTypes,
    'none',
    'type=text,…',
    'What OUTPUT_TYPE_HEADER says, by event type, such as `facture.created=com.example.FactureCreatedEvent`; of others the event type itself.',
  ),
  SCHEMA_REGISTRY_URL: secret(
    optional(
      registryUrl,
      'URL',
      'A schema registry with Confluent’s API, to which the events’ JSON Schemas are given. Unset: none.',
    ),
  ),

  DEMO: variable(flag, '1', '1, 0', '0: no demo data.'),
  DEMO_RATE: variable(
    decimal(0, 1_000),
    '0.5',
    'happenings/s',
    'Pace of the demo’s live stream. 0: the past alone.',
  ),

  NOTIFICATIONS: variable(
    flag,
    '1',
    '1, 0',
    '0: `npm start` starts no notifications worker beside the cabinet.',
  ),
  NOTIFICATION_CHANNEL: variable(
    oneOf('log', 'smtp', 'webhook'),
    'log',
    'channel',
    'Where notifications leave. `log` writes a line for each.',
  ),
  NOTIFICATION_PORT: variable(
    integer(0, 65_535),
    '0',
    'port',
    'Where the notifications worker has its health and metrics. 0: any that is free.',
  ),
  NOTIFICATION_TIMEOUT_MS: variable(
    integer(100, 600_000),
    '10000',
    'ms',
    'How long the channel may take for one sending (SMTP: for each of its steps).',
  ),
  NOTIFICATION_TRIES: variable(integer(1, 100), '12', 'tries', 'Then the notification is a dead letter.'),
  NOTIFICATION_RETRY_MS: variable(
    integer(1, 3_600_000),
    '5000',
    'ms',
    'Bound of the first wait; it doubles with each failure, and the wait is a random part of it.',
  ),
  NOTIFICATION_RETRY_CAP_MS: variable(
    integer(1, 86_400_000),
    '3600000',
    'ms',
    'No wait between two tries is longer.',
  ),
  NOTIFICATION_CONCURRENCY: variable(
    integer(1, 1_000),
    '16',
    'recipients',
    'Sendings at the same time, each to another recipient.',
  ),
  NOTIFICATION_MAX_AGE_MS: variable(
    integer(1_000, 2 ** 40),
    '172800000',
    'ms',
    'What was asked for longer ago is not sent any more.',
  ),
  CABINET_URL: optional(
    url,
    'URL',
    'Where the notifications worker asks for names and addresses, and the `cabinet` commands how it is. Unset: HOST and PORT.',
  ),
  SMTP_URL: secret(
    optional(
      matching('smtp://… or smtps://…', /^smtps?:\/\/\S+$/),
      'URL',
      'The mail server, such as smtp://user:password@host:587.',
    ),
  ),
  SMTP_FROM: optional(
    matching('an e-mail address, also with a name', /^[^@\r\n]+@[^@\s]+$/),
    'address',
    'The sender, such as Cabinet <cabinet@example.org>.',
  ),
  WEBHOOK_URL: optional(url, 'URL', 'Where notifications are posted to.'),
  WEBHOOK_SECRET: secret(
    optional(
      matching('8 characters at least', /^.{8,}$/),
      'text',
      'Signs what is posted (HMAC-SHA256). Unset: unsigned.',
    ),
  ),

  ON_LOST_INPUT: variable(
    oneOf('fail', 'earliest'),
    'fail',
    'answer',
    'Input was deleted before it was read, or its topic made anew: stop and say so, or go on with what is left.',
  ),
  ACCEPT_TOPOLOGY_LOSS: optional(
    matching('8 digits and letters from a to f', /^[0-9a-f]{8}$/),
    'name',
    'What a start with a changed topology may lose: the name that its refusal, or `npx cabinet topology --diff`, gave just that.',
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

  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    url,
    'URL',
    'A collector of OpenTelemetry, by OTLP over HTTP, such as http://localhost:4318: traces go to /v1/traces below it. Unset: nothing is traced.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    variable(headers, 'none', 'headers', 'What the collector wants to be told with each request.'),
  ),
  OTEL_EXPORTER_OTLP_TIMEOUT: variable(
    integer(100, 600_000),
    '10000',
    'ms',
    'How long the collector may take for one request.',
  ),
  OTEL_SERVICE_NAME: optional(
    matching('1 to 200 letters, digits, dots, dashes or underscores', /^[\w.-]{1,200}$/),
    'name',
    'What the traces call the cabinet; the notifications worker has `-notifications` behind it. Unset: APPLICATION_ID.',
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(
    decimal(0, 1),
    '1',
    'share',
    'Of the commands that begin a trace, how many are recorded. Whoever sends a `traceparent` decides for himself.',
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: variable(
    integer(1, 1_000_000),
    '2048',
    'spans',
    'That may wait for the collector; more are dropped.',
  ),
  OTEL_BSP_SCHEDULE_DELAY: variable(
    integer(10, 600_000),
    '1000',
    'ms',
    'How long spans wait to be sent together.',
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
