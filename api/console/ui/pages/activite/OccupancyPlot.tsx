import { say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import type { Activite } from '../../data/activite.ts'
import { FiguresBehind } from '../../plots/FiguresBehind.tsx'
import { HeatPlot } from '../../plots/HeatPlot.tsx'
import { duration } from './duration.ts'
import { nameOf, partsOf, shortNameOf } from './period.ts'
import { texts } from './texts.ts'

/** Time taken by rendezvous, by hour of the day: where the practice is full, and where there is room. */
export function OccupancyPlot({
  items,
  periode,
}: {
  readonly items: readonly Activite[]
  readonly periode: string
}) {
  const t = say(texts)
  const byPart = new Map(items.map(({ periode, heures }) => [periode, heures]))
  const taken = items.flatMap(({ heures }) => Object.keys(heures)).map(Number)
  if (taken.length === 0) return <Empty title={t.nothingBooked} />
  const first = Math.min(...taken)
  const hours = Array.from({ length: Math.max(...taken) - first + 1 }, (_, i) =>
    String(first + i).padStart(2, '0'),
  )
  const columns = partsOf(periode).map(id => ({
    id,
    title: shortNameOf(id),
    values: hours.map(hour => byPart.get(id)?.[hour] ?? 0),
  }))
  return (
    <>
      <HeatPlot
        label={t.occupancyLabel(nameOf(periode))}
        rows={hours.map(hour => `${hour} h`)}
        columns={columns}
        words={({ id, values }, row) => `${nameOf(id)}, ${hours[row]} h : ${duration(values[row] ?? 0)}`}
        hint={t.occupancyHint}
        scale={{ least: '0', most: duration }}
      />
      <FiguresBehind
        caption={t.occupancyLabel(nameOf(periode))}
        rows={columns}
        columns={[
          { id: 'part', title: t.period, cell: ({ id }) => nameOf(id) },
          ...hours.map((hour, row) => ({
            id: hour,
            title: `${hour} h`,
            cell: ({ values }: (typeof columns)[number]) => values[row] || '–',
            figure: true,
          })),
        ]}
      />
    </>
  )
}
