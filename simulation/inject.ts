import type { SimulatedCluster } from 'millrace/testing'
import type { Fault } from './schedule.ts'

/** Names of the processes that were started on copied disks. */
export const twinOf = (name: string) => `${name}'`

const busyWith = ['slow disk', 'late write', 'one broker stalls', 'coordinators move'] as const

/** Lets a fault happen, and arranges for its undoing. */
export function inject(cluster: SimulatedCluster, fault: Fault): void {
  const { simulator } = cluster
  const instance = cluster.instance(fault.who)
  const later = (act: () => void) => void simulator.schedule(fault.ms, act)
  const restart = () =>
    later(() => {
      if (instance.streams === null) instance.start()
    })
  const expire = () => {
    if (instance.disk.memberId === null) return
    cluster.tell(fault.who, 'its session runs out')
    cluster.kafka.groups.expire(cluster.applicationId, instance.disk.memberId)
  }
  const acts: Record<Fault['kind'], () => void> = {
    crash: () => {
      instance.crash()
      restart()
    },
    'power cut': () => {
      instance.cutPower()
      restart()
    },
    pause: () => {
      instance.pause()
      later(() => instance.wake())
    },
    'state lost': () => {
      instance.crash()
      instance.disk.erase()
      restart()
    },
    stop: () => {
      instance.stop(false)
      restart()
    },
    leave: () => {
      instance.stop(true)
      restart()
    },
    twin: () => {
      instance.crash()
      const twin = cluster.instance(twinOf(fault.who))
      if (twin.streams !== null) return
      twin.useDisk(instance.disk.copy(twin.name))
      twin.start()
      restart()
    },
    'cut off': () => {
      cluster.tell(fault.who, 'cut off', { ms: Math.round(fault.ms) })
      instance.connection?.network.cutOff(fault.ms)
    },
    stall: () => {
      cluster.tell(fault.who, 'its network stalls', { ms: Math.round(fault.ms) })
      instance.connection?.network.stall(fault.ms)
    },
    'one broker stalls': () => {
      const broker = simulator.random.between(0, cluster.kafka.options.brokers - 1)
      cluster.tell(fault.who, `its connections to broker ${broker} stall`, { ms: Math.round(fault.ms) })
      instance.connection?.network.stall(fault.ms, broker)
    },
    'lossy network': () => {
      const network = instance.connection?.network
      if (!network) return
      cluster.tell(fault.who, 'its network loses messages', { ms: Math.round(fault.ms) })
      network.lossChance = 0.1
      later(() => {
        network.lossChance = 0
      })
    },
    'coordinators move': () => {
      const type = simulator.random.one(['group', 'transaction'] as const)
      cluster.tell('kafka', `${type} coordinators move`, { ms: Math.round(fault.ms) })
      cluster.kafka.unloadCoordinators(type, fault.ms)
    },
    'broker away': () => {
      const broker = simulator.random.between(0, cluster.kafka.options.brokers - 1)
      cluster.tell('kafka', `broker ${broker} is away`, { ms: Math.round(fault.ms) })
      cluster.kafka.takeBrokerAway(broker, fault.ms)
    },
    'shut down': () => {
      const stopping = simulator.random.between(1, 200)
      cluster.tell('kafka', 'is told to stop', { stopping, ms: Math.round(fault.ms) })
      cluster.kafka.shutDown(stopping, fault.ms)
    },
    'slow disk': () => {
      cluster.tell(fault.who, 'its disk is slow', { ms: Math.round(fault.ms) })
      instance.disk.slow(fault.ms)
    },
    'late write': () =>
      instance.at(/^disk write$/, 1, () => {
        cluster.tell(fault.who, 'a write is late', { ms: Math.round(fault.ms) })
        instance.disk.delayNext(fault.ms)
      }),
    expired: () => expire(),
    'expired while busy': () => {
      expire()
      acts[simulator.random.one(busyWith)]()
    },
    'leaders move': () => {
      cluster.tell('kafka', 'leaders move')
      for (const topic of cluster.kafka.topics.names)
        if (simulator.random.chance(0.5)) cluster.kafka.moveLeader({ topic, partition: 0 })
    },
  }
  simulator.schedule(fault.at - cluster.now, () => {
    const act = () => acts[fault.kind]()
    if (fault.point) instance.at(fault.point.pattern, fault.point.nth, act)
    else act()
  })
}
