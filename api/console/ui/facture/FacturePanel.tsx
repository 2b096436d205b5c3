import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { useEffect, useState } from 'preact/hooks'
import { type Facture, type Paiements, resteDe } from '../data/facture.ts'
import type { PaiementStatut } from '../data/statut.ts'
import { useView } from '../data/useView.ts'
import { money } from '../money.ts'
import { CommandWay, type Verdict } from '../parts/CommandWay.tsx'
import { Connecting } from '../parts/Connecting.tsx'
import { LiveState } from '../parts/LiveState.tsx'
import { RefusedNotice } from '../parts/RefusedNotice.tsx'
import { useCommand } from '../parts/useCommand.ts'
import { FactureFacts } from './FactureFacts.tsx'
import { PaiementForm } from './PaiementForm.tsx'
import { PaiementList } from './PaiementList.tsx'
import { texts } from './texts.ts'
import './facture.css'

/** What is said of a payment: a new one has no id yet. */
export interface Said {
  readonly paiementId?: string
  readonly montant: number
  readonly statut: PaiementStatut
}

/** An invoice as it changes, its payments, and the form for one more, with what the stream makes of it. */
export function FacturePanel({
  factureId,
  onClose,
}: {
  readonly factureId: string
  readonly onClose: () => void
}) {
  const t = say(texts)
  const path = `/api/factures/${encodeURIComponent(factureId)}/paiements`
  const { rows, state, refused } = useView<Facture>('factures', { factureId }).value
  const paiements = usePoll<Paiements>(path, 5_000)
  const command = useCommand<Facture>()
  const [said, setSaid] = useState<PaiementStatut>('RECU')
  const facture = rows.get(factureId)
  // The invoice tells at once that there is a payment, the list of them when it is asked.
  useEffect(() => paiements.refresh(), [facture, command.progress.value?.stage, paiements])

  const send = (payment: Said) => {
    setSaid(payment.statut)
    void command.send({ method: 'POST', path, body: payment })
  }
  const busy = ['posting', 'deciding'].includes(command.progress.value?.stage ?? '')
  return (
    <Dialog title={t.title} place="side" onClose={onClose}>
      {refused && <RefusedNotice refused={refused} />}
      {!facture && !refused && (state === 'live' ? <Empty title={t.none} /> : <Connecting />)}
      {facture && (
        <>
          <FactureFacts facture={facture} aside={<LiveState state={state} />} onLeave={onClose} />
          <section class="stack">
            <h3>{t.paiements}</h3>
            <PaiementList of={paiements} busy={busy} onSay={send} />
          </section>
          <section class="stack">
            <h3>{t.add}</h3>
            {/* Another rest is another proposal. */}
            <PaiementForm key={resteDe(facture)} facture={facture} busy={busy} onSay={send} />
            <CommandWay command={command} verdict={row => verdictOf(row, said)} />
          </section>
        </>
      )}
    </Dialog>
  )
}

function verdictOf(facture: Facture, said: PaiementStatut): Verdict {
  const t = say(texts)
  const rest = t.rest(money(resteDe(facture)))
  if (said === 'EN_COURS') return { outcome: 'waiting', title: t.pending, detail: t.pendingDetail }
  if (facture.statut === 'ANNULEE' || facture.statut === 'A_REMBOURSER')
    return { outcome: said === 'RECU' ? 'refused' : 'accepted', title: t.void, detail: t.voidDetail }
  if (said === 'ECHOUE') return { outcome: 'refused', title: t.failed, detail: rest }
  const over = facture.paye - facture.montant
  if (facture.statut !== 'PAYEE') return { outcome: 'accepted', title: t.partly, detail: rest }
  return { outcome: 'accepted', title: t.paid, ...(over > 0 && { detail: t.over(money(over)) }) }
}
