import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { Tabs } from 'millrace/console/ui/parts/Tabs.tsx'
import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import { useEffect, useId } from 'preact/hooks'
import type { Facture, Impaye } from '../../data/facture.ts'
import { medecins } from '../../data/medecins.ts'
import type { FactureStatut } from '../../data/statut.ts'
import type { Totaux } from '../../data/totaux.ts'
import { useList } from '../../data/useList.ts'
import { FacturePanel } from '../../facture/FacturePanel.tsx'
import { Listed } from '../../parts/Listed.tsx'
import { statutWords } from '../../parts/statutWords.ts'
import { FactureTable } from './FactureTable.tsx'
import { MoneyFigures } from './MoneyFigures.tsx'
import { texts } from './texts.ts'
import './factures.css'

const stati: readonly FactureStatut[] = ['EN_RETARD', 'EMISE', 'A_REMBOURSER', 'PAYEE', 'ANNULEE']
const refreshMs = 10_000

/** Invoices as they stand: `#/factures?statut=&medecin=`; `#/factures/<id>` opens one. */
export default function FacturesPage() {
  const t = say(texts)
  const id = useId()
  const { rest, query } = route.value
  const factureId = rest[0] ?? null
  const statut = stati.find(each => each === query.get('statut')) ?? 'EN_RETARD'
  const medecinId = query.get('medecin') ?? ''
  const show = (to: { statut?: string; medecin?: string; facture?: string | null }) =>
    goTo(
      pathTo('factures', to.facture === undefined || to.facture === null ? [] : [to.facture], {
        statut: to.statut ?? statut,
        medecin: to.medecin ?? medecinId,
      }),
      { replace: to.facture === undefined },
    )
  const totaux = usePoll<Totaux>('/api/totaux', refreshMs)
  const isUnpaid = statut === 'EN_RETARD' || statut === 'EMISE'
  const list = useList<Facture | Impaye>(
    `/api/${isUnpaid ? 'impayes' : 'factures'}?limit=50&statut=${statut}${medecinId && `&medecinId=${encodeURIComponent(medecinId)}`}`,
  )
  useEffect(() => {
    const timer = setInterval(() => document.hidden || list.busy || list.refresh(), refreshMs)
    return () => clearInterval(timer)
  })
  return (
    <>
      <MoneyFigures of={totaux} />
      <Tabs
        label={t.stati}
        tabs={stati.map(each => ({ id: each, title: say(statutWords)[each] }))}
        selected={statut}
        onSelect={chosen => show({ statut: chosen })}
      >
        <div class="stack">
          <div class="row">
            <label for={id}>{t.medecin}</label>
            <select
              id={id}
              value={medecinId}
              onChange={event => show({ medecin: event.currentTarget.value })}
            >
              <option value="">{t.everyMedecin}</option>
              {medecins.value.map(each => (
                <option key={each.medecinId} value={each.medecinId}>
                  {each.nom ?? each.medecinId}
                </option>
              ))}
            </select>
          </div>
          <Panel flush>
            <Listed list={list} empty={<Empty title={t.none[statut]} />}>
              {rows => (
                <FactureTable
                  rows={rows}
                  caption={`${t.invoices}: ${say(statutWords)[statut]}`}
                  current={factureId}
                  onOpen={facture => show({ facture })}
                />
              )}
            </Listed>
          </Panel>
        </div>
      </Tabs>
      {factureId && (
        <FacturePanel
          factureId={factureId}
          onClose={() => {
            show({ facture: null })
            list.refresh()
            totaux.refresh()
          }}
        />
      )}
    </>
  )
}
