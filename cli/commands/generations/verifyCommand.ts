import { compareStores, type RowDifference } from 'millrace'
import type { Still } from '../../../api/generations/comparer.ts'
import { again } from '../../generations/again.ts'
import { comparerOf } from '../../generations/comparerOf.ts'
import { scratch } from '../../generations/scratch.ts'
import { rowLines } from '../../generations/tellComparison.ts'
import { withCoordinator } from '../../generations/withCoordinator.ts'
import { stopSignal } from '../../stopSignal.ts'
import { trustAlso } from '../../tlsOf.ts'

export interface VerifyOptions {
  readonly json?: boolean
  readonly rate?: number
  readonly instances: number
}

/** A part of a store whose three hashes are not the same. */
interface Wrong {
  readonly store: string
  readonly partition: number
  /** Kept with every commit. */
  readonly kept: string
  /** Of the rows as they lie there. */
  readonly scanned: string
  /** Of what the log comes to. */
  readonly replayed: string
}

/**
 * `cabinet verify`: replays the log in a scratch generation up to a cut, and compares with what the live one has there: the
 * hashes that it keeps, and those of its rows as they lie on the disk. 1 where they differ.
 */
export async function verifyCommand(options: VerifyOptions): Promise<number> {
  const { json = false } = options
  const stopping = stopSignal(() => console.error('\nStopping; Ctrl-C once more ends it at once.'))
  const found = await withCoordinator(json, at => {
    trustAlso(at.config)
    return scratch(at, { ...options, json, purpose: 'verify', rules: {}, stopping }, async (replay, live) => {
      const comparer = comparerOf(at.config, at.kafka, at.coordinator)
      const { value: still, heldMs } = await again(
        () =>
          at.coordinator.cut({
            generations: [live.number, replay.number],
            whenQuiet: cut => comparer.still(cut, live, replay),
          }),
        error => console.error(error.message),
      )
      try {
        return { cut: still.cut.id, heldMs: Math.round(heldMs), ...(await look(still)) }
      } finally {
        await Promise.all([still.left.close(), still.right.close()])
      }
    })
  })
  const { parts, wrong, heldMs, differing } = found
  const isEqual = wrong.length === 0
  if (json) console.log(JSON.stringify({ isEqual, ...found, differing: differing.map(shown) }))
  else {
    for (const { store, partition, kept, scanned, replayed } of wrong)
      console.log(`${store}, partition ${partition}: kept ${kept}, rows ${scanned}, replayed ${replayed}`)
    for (const { store, first } of differing)
      console.log([`${store}:`, ...first.flatMap(rowLines)].join('\n'))
    console.log(
      isEqual
        ? `Equal: ${parts} parts of stores are what the log comes to, and what their hashes say; intake was held for ${heldMs} ms.`
        : `Different: ${wrong.length} of ${parts} parts of stores.`,
    )
  }
  return isEqual ? 0 : 1
}

async function look({ left, right }: Still) {
  const kept = (await left.hashes()).filter(({ comparable }) => comparable)
  const replayed = (await right.hashes()).filter(({ comparable }) => comparable)
  const scanned: typeof kept = await Promise.all(
    kept.map(async each => ({ ...each, ...(await left.scan(each.store, each.partition)) })),
  )
  const wrong = kept.flatMap(({ store, partition, hash }, i): readonly Wrong[] => {
    const other = replayed.find(each => each.store === store && each.partition === partition)!
    const hashes = { kept: hash, scanned: scanned[i]!.hash, replayed: other.hash }
    return hash === hashes.scanned && hash === hashes.replayed ? [] : [{ store, partition, ...hashes }]
  })
  const rows = { hashes: async () => scanned, page: left.page.bind(left) }
  const stores = await compareStores(rows, { hashes: async () => replayed, page: right.page.bind(right) })
  return {
    parts: kept.length,
    wrong,
    differing: stores.filter(({ verdict }) => verdict !== 'equal'),
  }
}

const shown = ({ store, first }: { readonly store: string; readonly first: readonly RowDifference[] }) => ({
  store,
  first: first.map(({ key, left, right }) => ({
    key: key.toString(),
    live: left?.toString() ?? null,
    replayed: right?.toString() ?? null,
  })),
})
