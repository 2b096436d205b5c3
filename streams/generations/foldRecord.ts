import { generationId } from '../graph/topicNames.ts'
import type { GenerationRecord } from './generationRecord.ts'
import { type Cut, type Generation, type Generations, isOver } from './generations.ts'

export interface Folded {
  readonly generations: Generations
  /** Why the record counts for nothing; null: it counts. */
  readonly void: string | null
}

/** Ids of records that are kept: a second copy comes within seconds of the first. */
const remembered = 1_000

/** An application whose log is empty, or not there. */
export const generationsAtFirst = (applicationId: string): Generations => ({
  applicationId,
  generations: new Map([
    [
      1,
      {
        number: 1,
        id: applicationId,
        state: 'live',
        outputs: 'shadow',
        label: '',
        fingerprint: '',
        settings: '',
        topics: [],
        createdAt: null,
        switchedBy: null,
        switchedAt: null,
        isCleared: false,
        deletes: [],
        run: null,
      },
    ],
  ]),
  live: 1,
  previous: null,
  lastSwitch: null,
  cut: null,
  lastAborted: null,
  reset: null,
  newer: null,
  seen: [],
})

/** What the log says with one more record. */
export function foldRecord(before: Generations, record: GenerationRecord): Folded {
  if (before.seen.includes(record.id)) return { generations: before, void: 'it was written twice' }
  const generations = { ...before, seen: [record.id, ...before.seen].slice(0, remembered) }
  const why = objectionTo(before, record)
  return why === null
    ? { generations: { ...generations, ...changes(before, record) }, void: null }
    : { generations, void: why }
}

function objectionTo(state: Generations, record: GenerationRecord): string | null {
  const { cut, reset, live } = state
  switch (record.type) {
    case 'created': {
      if (reset) return `generation ${reset.generation} is being reset`
      const next = Math.max(...state.generations.keys()) + 1
      return record.generation === next ? null : `the next generation is ${next}`
    }
    case 'cut': {
      const { generations, to } = record
      if (cut) return `a cut of generation ${cut.generations.join(' and ')} is under way`
      if (reset) return `generation ${reset.generation} is being reset`
      if (generations.length < 1 || generations.length > 2 || new Set(generations).size < generations.length)
        return 'a cut is of one generation or of two'
      for (const number of generations) {
        const why = mustRun(state, number)
        if (why) return why
      }
      if (to === null) return null
      if (to === live) return `generation ${to} is live already`
      if (!generations.includes(to) || !generations.includes(live))
        return `a switch is a cut of the live generation, ${live}, and of the one that is to be live`
      return state.generations.get(to)!.outputs === 'none'
        ? `generation ${to} has no outputs: it was made to be verified`
        : null
    }
    case 'run-to':
      return mustBeIn(cut, record.cut, 'hold')
    case 'quiet':
      return mustBeIn(cut, record.cut, 'run-to')
    case 'switched':
      return (
        mustBeIn(cut, record.cut, 'quiet') ??
        (cut!.to === record.to ? null : `that cut was not to switch to generation ${record.to}`)
      )
    case 'released':
      return mustBeIn(cut, record.cut, 'quiet')
    case 'aborted':
      return cut?.id === record.cut ? null : notUnderWay
    case 'retired':
    case 'abandoned': {
      const number = record.generation
      const why = mustRun(state, number)
      if (why) return why
      if (cut?.generations.includes(number)) return `generation ${number} is in a cut that is under way`
      if (number === live) return `generation ${number} is live: switch to another one first`
      const wasLive = state.generations.get(number)!.state === 'shadow'
      if (record.type === 'retired') return wasLive ? null : `generation ${number} never was live: abandon it`
      return wasLive ? `generation ${number} was live: retire it` : null
    }
    case 'cleared': {
      const generation = state.generations.get(record.generation)
      if (!generation) return unknown(record.generation)
      if (generation.isCleared) return `generation ${record.generation} is cleared already`
      return isOver(generation) ? null : `generation ${record.generation} is ${generation.state}`
    }
    case 'reset-begun':
      if (cut) return `a cut of generation ${cut.generations.join(' and ')} is under way`
      if (reset) return `generation ${reset.generation} is being reset`
      return record.generation === live ? besides(state) : `generation ${record.generation} is not live`
    case 'reset-done':
      return reset?.run === record.run && reset.generation === record.generation
        ? null
        : 'that reset is not under way'
  }
}

function changes(state: Generations, record: GenerationRecord): Partial<Generations> {
  const { cut } = state
  switch (record.type) {
    case 'created': {
      const { generation: number, outputs, label, fingerprint, settings, topics } = record
      return change(state, number, {
        number,
        id: generationId(state.applicationId, number),
        state: 'building',
        outputs,
        label,
        fingerprint,
        settings,
        topics,
        createdAt: record.at,
        switchedBy: null,
        switchedAt: null,
        isCleared: false,
        deletes: [],
        run: null,
      })
    }
    case 'cut': {
      const { id, generations, to, timeoutMs, at } = record
      return {
        cut: {
          id,
          generations,
          to,
          timeoutMs,
          begunAt: at,
          phase: 'hold',
          positions: new Map(),
          ends: new Map(),
        },
      }
    }
    case 'run-to':
      return { cut: { ...cut!, phase: 'run-to', positions: new Map(Object.entries(record.positions)) } }
    case 'quiet':
      return { cut: { ...cut!, phase: 'quiet', ends: new Map(Object.entries(record.ends ?? {})) } }
    case 'switched': {
      const by = { switchedBy: record.cut, switchedAt: record.at }
      const generations = new Map(state.generations)
      generations.set(state.live, { ...generations.get(state.live)!, state: 'shadow', ...by })
      generations.set(record.to, { ...generations.get(record.to)!, state: 'live', ...by })
      const { ends } = cut!
      const lastSwitch = { cut: record.cut, at: record.at, from: state.live, to: record.to, ends }
      return { cut: null, generations, live: record.to, previous: state.live, lastSwitch }
    }
    case 'released':
      return { cut: null }
    case 'aborted':
      return { cut: null, lastAborted: { cut: record.cut, why: record.why } }
    case 'retired':
    case 'abandoned':
      return {
        ...change(state, record.generation, { state: record.type, deletes: record.topics }),
        previous: state.previous === record.generation ? null : state.previous,
      }
    case 'cleared':
      return change(state, record.generation, { isCleared: true })
    case 'reset-begun': {
      const { generation, run, plan, at } = record
      return { reset: { generation, run, plan, begunAt: at } }
    }
    case 'reset-done':
      return {
        ...(record.takenBack ? {} : change(state, record.generation, { run: record.run })),
        reset: null,
      }
  }
}

function change(state: Generations, number: number, change: Partial<Generation>): Partial<Generations> {
  const generation = { ...state.generations.get(number), ...change } as Generation
  return { generations: new Map(state.generations).set(number, generation) }
}

const notUnderWay = 'that cut is not under way any more'
const unknown = (number: number) => `there is no generation ${number}`

function mustBeIn(cut: Cut | null, id: string, phase: Cut['phase']): string | null {
  if (cut?.id !== id) return notUnderWay
  return cut.phase === phase ? null : `that cut is in phase ${cut.phase}`
}

/** What is written again would be compared with what is not. */
function besides({ generations, live }: Generations): string | null {
  const others = [...generations.values()].filter(each => each.number !== live && !isOver(each))
  return others.length === 0
    ? null
    : `generation ${others.map(({ number }) => number).join(' and ')} is beside the live one: retire or abandon it first`
}

function mustRun(state: Generations, number: number): string | null {
  const generation = state.generations.get(number)
  if (!generation) return unknown(number)
  return isOver(generation) ? `generation ${number} is ${generation.state}` : null
}
