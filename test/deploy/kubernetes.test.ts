import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StatefulSet } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '../../config/readConfig.ts'
import { variables } from '../../config/variables.ts'
import { root, text } from './composeFile.ts'

const kinds = {
  ConfigMap,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
  StatefulSet,
}
const folder = join('deploy', 'kubernetes')
const { resources } = parse(text(folder, 'kustomization.yaml')) as { readonly resources: readonly string[] }
interface Manifest {
  readonly kind: keyof typeof kinds
  readonly metadata: { readonly name: string }
}
const manifests = resources.flatMap(file =>
  parseAllDocuments(text(folder, file)).map(each => each.toJS() as Manifest),
)
const theOne = <T>(kind: string): T => manifests.find(each => each.kind === kind) as T

const set = theOne<StatefulSet>('StatefulSet').spec!
const pod = set.template.spec!
const [container] = pod.containers
const config = theOne<ConfigMap>('ConfigMap').data!

describe('the Kubernetes manifests', () => {
  test('are all named, and there', () => {
    const files = readdirSync(join(root, folder)).filter(name => name !== 'kustomization.yaml')
    expect(files.sort()).toEqual([...resources].sort())
  })

  test.each(manifests)('$kind $metadata.name is what Kubernetes’ schema says', manifest => {
    const model = new kinds[manifest.kind](manifest as never)
    expect(() => model.validate()).not.toThrow()
  })

  test('refer to each other by the names they have', () => {
    const services = manifests.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)
    expect(services).toContain(set.serviceName)
    const labels = set.template.metadata!.labels!
    const selectors = [
      set.selector.matchLabels,
      theOne<PodDisruptionBudget>('PodDisruptionBudget').spec!.selector!.matchLabels,
      theOne<NetworkPolicy>('NetworkPolicy').spec!.podSelector!.matchLabels,
      ...manifests
        .filter(({ kind }) => kind === 'Service')
        .map(each => (each as unknown as Service).spec!.selector),
    ]
    for (const selector of selectors) expect(labels).toMatchObject(selector!)
    const volumes = [
      ...pod.volumes!.map(({ name }) => name),
      ...set.volumeClaimTemplates!.map(each => each.metadata!.name),
    ]
    expect(container!.volumeMounts!.map(({ name }) => name).sort()).toEqual(volumes.sort())
    expect(pod.serviceAccountName).toBe(theOne<Manifest>('ServiceAccount').metadata.name)
  })

  test('tell the cabinet in its own variables, what it can read', () => {
    const named = container!.env!.map(({ name }) => name).filter(name => !name.startsWith('POD_'))
    expect([...Object.keys(config), ...named].filter(name => !(name in variables))).toEqual([])
    const secrets = {
      KAFKA_SASL_PASSWORD: 'secret',
      INTERNAL_SECRET: 'x'.repeat(32),
      ADVERTISED_HOST: 'a.b.svc',
    }
    expect(() => readConfig({ ...config, ...secrets })).not.toThrow()
    // What it writes is on its own disk, and what it reads is mounted.
    const mounts = container!.volumeMounts!.map(({ mountPath }) => mountPath)
    expect(text('Dockerfile')).toContain('STATE_DIR=/var/lib/cabinet')
    expect(mounts).toContain('/var/lib/cabinet')
    for (const name of ['KAFKA_TLS_CA', 'ACCESS_KEYS_FILE'])
      expect(pod.volumes![0]!.secret!.items!.map(({ path }) => `/etc/cabinet/${path}`)).toContain(
        config[name],
      )
  })

  test('docs/production.md says which secrets have to be there', () => {
    const keys = [
      ...container!.env!.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.key ?? []),
      ...pod.volumes![0]!.secret!.items!.map(({ key }) => key),
    ]
    const page = text('docs', 'production.md')
    for (const key of keys) expect(page).toMatch(new RegExp(`--from-(file|literal)=${key}=`))
    expect(existsSync(join(root, folder))).toBe(true)
  })
})
