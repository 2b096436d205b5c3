import { Random } from 'millrace/testing'
import type { SimulationCase } from './case.ts'
import { cases } from './cases/index.ts'
import type { Fault, FaultKind, Schedule } from './schedule.ts'

/** Kinds of faults by how often they come. */
const kinds: readonly FaultKind[] = [
  ...Array<FaultKind>(6).fill('crash'),
  ...Array<FaultKind>(3).fill('power cut'),
  ...Array<FaultKind>(4).fill('pause'),
  ...Array<FaultKind>(2).fill('state lost'),
  'stop',
  ...Array<FaultKind>(3).fill('leave'),
  'twin',
  ...Array<FaultKind>(2).fill('cut off'),
  'stall',
  ...Array<FaultKind>(2).fill('one broker stalls'),
  ...Array<FaultKind>(2).fill('lossy network'),
  'coordinators move',
  'broker away',
  ...Array<FaultKind>(2).fill('shut down'),
  'leaders move',
  'slow disk',
  ...Array<FaultKind>(2).fill('late write'),
  ...Array<FaultKind>(2).fill('expired'),
  ...Array<FaultKind>(4).fill('expired while busy'),
]

/** Where it hurts: the calls of a commit, of a recovery, of the opening of a task. */
const points: readonly RegExp[] = [
  /^produce sent/,
  /^produce answered/,
  /^addPartitionsToTxn/,
  /^addOffsetsToTxn/,
  /^txnOffsetCommit$/,
  /^txnOffsetCommit (sent|answered)/,
  /^endTxn$/,
  /^endTxn sent/,
  /^endTxn answered/,
  /^disk write$/,
  /^disk write answered/,
  /^disk/,
  /^disk drop/,
  /^initProducerId/,
  /^streamsGroupHeartbeat/,
  /^committedOffsets/,
  /^listOffsets/,
  /^fetch/,
  /./,
]

/** The schedule of a seed, among these cases: always the same. */
export function drawSchedule(seed: number, among: readonly SimulationCase[] = cases): Schedule {
  const random = new Random(seed)
  const chosen = random.one(among)
  const instances = ['a', 'b', 'c'].slice(0, random.one([1, 2, 2, 3]))
  const endsAt = random.between(2, 10) * 1000
  const records = random.between(5, 60)
  const draw = (max: number) => random.between(0, max - 1)
  const times = Array.from({ length: records }, () => random.next() * endsAt).sort((a, b) => a - b)
  return {
    seed,
    case: chosen,
    partitions: random.between(1, 3),
    instances,
    input: times.map((at, n) => ({ at, record: chosen.record(n, draw) })),
    faults: Array.from({ length: random.between(1, 6) }, () => drawFault(random, instances, endsAt)),
    endsAt,
    commitIntervalMs: random.one([20, 100, 100, 500]),
    lateMarkerChance: random.one([0, 0, 0.1, 0.5]),
    rebuild: random.chance(0.25),
    standbys: random.one([0, 1, 1, 2]),
  }
}

function drawFault(random: Random, instances: readonly string[], endsAt: number): Fault {
  return {
    at: random.next() * endsAt,
    who: random.one(instances),
    kind: random.one(kinds),
    // At once, within the session, beyond it.
    ms: random.one([random.next() * 20, random.between(20, 1500), random.between(1500, 9000)]),
    point: random.chance(0.6) ? { pattern: random.one(points), nth: random.between(1, 8) } : null,
  }
}
