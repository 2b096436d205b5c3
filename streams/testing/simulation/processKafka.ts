import type { Kafka } from '../../wire/kafka.ts'
import type { SimulatedProcess } from './simulatedProcess.ts'

/** Kafka as one process meets it: no request leaves it and no answer reaches it while it is paused or dead. */
export function processKafka(kafka: Kafka, process: SimulatedProcess): Kafka {
  return new Proxy(kafka, {
    get(target, name) {
      const method = Reflect.get(target, name, target) as unknown
      if (typeof method !== 'function' || typeof name !== 'string') return method
      return (...args: unknown[]) => process.call(name, () => method.apply(target, args) as Promise<unknown>)
    },
  })
}
