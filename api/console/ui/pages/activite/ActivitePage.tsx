import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import type { ComponentChildren } from 'preact'
import type { Activite, ActivitePratique } from '../../data/activite.ts'
import { medecinName } from '../../data/medecins.ts'
import type { Totaux } from '../../data/totaux.ts'
import { today } from '../../practice.ts'
import { ActivityFigures } from './ActivityFigures.tsx'
import { MedecinShares } from './MedecinShares.tsx'
import { OccupancyPlot } from './OccupancyPlot.tsx'
import { PeriodBar } from './PeriodBar.tsx'
import { isPeriod, nameOf } from './period.ts'
import { RevenuePlot } from './RevenuePlot.tsx'
import { StatutShares } from './StatutShares.tsx'
import { texts } from './texts.ts'
import './activite.css'

const everyMs = 5_000

/** Revenue and occupancy: `#/activite?periode=2026-11&medecin=`, of the practice or of one médecin. */
export default function ActivitePage() {
  const t = say(texts)
  const { query } = route.value
  const day = today()
  const asked = query.get('periode') ?? ''
  const periode = isPeriod(asked) ? asked : day.slice(0, 7)
  const medecinId = query.get('medecin') ?? ''
  const show = (to: { periode?: string; medecin?: string }) =>
    goTo(pathTo('activite', [], { periode, medecin: medecinId, ...to }), { replace: true })

  const ofPractice = usePoll<ActivitePratique>(`/api/activite?periode=${periode}`, everyMs)
  const ofToday = usePoll<ActivitePratique>(`/api/activite?periode=${day}`, everyMs)
  const totaux = usePoll<Totaux>('/api/totaux', everyMs)
  const who = medecinId ? medecinName(medecinId) : t.practice
  const plots = (items: readonly Activite[]) => (
    <>
      <Panel title={`${t.revenue} · ${who} · ${nameOf(periode)}`}>
        <RevenuePlot items={items} periode={periode} today={day} />
      </Panel>
      <Panel title={`${t.occupancy} · ${who} · ${nameOf(periode)}`}>
        <OccupancyPlot items={items} periode={periode} />
      </Panel>
    </>
  )
  return (
    <>
      <PeriodBar periode={periode} medecinId={medecinId} onShow={show} />
      <Loaded of={ofPractice}>
        {all => (
          <>
            <ActivityFigures now={ofToday.data.value} all={all} periode={periode} />
            {medecinId ? (
              <OfMedecin key={medecinId} medecinId={medecinId} periode={periode}>
                {plots}
              </OfMedecin>
            ) : (
              plots(all.items)
            )}
            <div class="activite-two">
              <Panel title={t.byMedecin} flush>
                <MedecinShares
                  medecins={all.medecins}
                  current={medecinId}
                  onChoose={medecin => show({ medecin })}
                />
              </Panel>
              <Panel title={t.byStatut} flush>
                <Loaded of={totaux}>{({ statuts }) => <StatutShares statuts={statuts} />}</Loaded>
              </Panel>
            </div>
          </>
        )}
      </Loaded>
    </>
  )
}

/** The days, or months, of one médecin. */
function OfMedecin({
  medecinId,
  periode,
  children,
}: {
  readonly medecinId: string
  readonly periode: string
  readonly children: (items: readonly Activite[]) => ComponentChildren
}) {
  const path = `/api/medecins/${encodeURIComponent(medecinId)}/activite?periode=${periode}`
  const polled = usePoll<{ readonly items: readonly Activite[] }>(path, everyMs)
  return <Loaded of={polled}>{({ items }) => children(items)}</Loaded>
}
