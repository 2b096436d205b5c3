import { useSignal } from '@preact/signals'
import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { CommandWay } from '../parts/CommandWay.tsx'
import type { Order } from '../parts/command.ts'
import { useCommand } from '../parts/useCommand.ts'
import { practice, today } from '../practice.ts'
import { CancelForm } from './CancelForm.tsx'
import { Facts } from './Facts.tsx'
import { MoveForm } from './MoveForm.tsx'
import type { Rendezvous } from './rendezvous.ts'
import { texts } from './texts.ts'
import { verdict } from './verdict.ts'
import './rendezvous.css'

export interface RendezvousDialogProps {
  readonly rendezVousId: string
  /** Something was decided. */
  readonly onChange: () => void
  readonly onClose: () => void
}

/** A rendezvous, and what can be done with it. */
export function RendezvousDialog({ rendezVousId, onChange, onClose }: RendezvousDialogProps) {
  const t = say(texts)
  const path = `/api/rendezvous/${encodeURIComponent(rendezVousId)}`
  const row = usePoll<Rendezvous>(path, 5_000)
  const command = useCommand<Rendezvous>()
  const form = useSignal<'none' | 'cancel' | 'move'>('none')
  const stage = command.progress.value?.stage
  const busy = stage === 'posting' || stage === 'deciding'
  const send = async (order: Omit<Order, 'path'> & { readonly to?: string }) => {
    form.value = 'none'
    await command.send({ method: order.method, path: `${path}${order.to ?? ''}`, body: order.body ?? {} })
    row.refresh()
    onChange()
  }
  return (
    <Dialog title={t.rendezvous} place="side" onClose={onClose}>
      <Loaded of={row}>
        {found => (
          <>
            <Facts of={found} />
            {form.value === 'none' && isOpen(found) && (
              <div class="row">
                {found.statut === 'ACCEPTE' && (
                  <Button
                    kind="primary"
                    disabled={busy}
                    onClick={() => void send({ method: 'POST', to: '/confirmation' })}
                  >
                    {t.confirm}
                  </Button>
                )}
                {found.statut !== 'EN_ATTENTE' && hasCome(found) && (
                  <Button disabled={busy} onClick={() => void send({ method: 'POST', to: '/realisation' })}>
                    {t.done}
                  </Button>
                )}
                <Button
                  disabled={busy || found.patientId === null || found.medecinId === null}
                  onClick={() => {
                    form.value = 'move'
                  }}
                >
                  {t.move}
                </Button>
                <Button
                  kind="danger"
                  disabled={busy}
                  onClick={() => {
                    form.value = 'cancel'
                  }}
                >
                  {t.cancel}
                </Button>
              </div>
            )}
            {form.value === 'cancel' && (
              <CancelForm
                onCancel={raison =>
                  void send({ method: 'POST', to: '/annulation', body: raison ? { raison } : {} })
                }
                onBack={() => {
                  form.value = 'none'
                }}
              />
            )}
            {form.value === 'move' && (
              <MoveForm
                of={found}
                onMove={body => void send({ method: 'PATCH', body })}
                onBack={() => {
                  form.value = 'none'
                }}
              />
            )}
          </>
        )}
      </Loaded>
      <CommandWay command={command} verdict={verdict} />
    </Dialog>
  )
}

const isOpen = ({ statut }: Rendezvous) => ['EN_ATTENTE', 'ACCEPTE', 'CONFIRME'].includes(statut)

/** Nobody says of what is tomorrow that it has taken place. */
const hasCome = ({ dateRendezVous }: Rendezvous) =>
  dateRendezVous === null || practice.localOf(Date.parse(dateRendezVous)).day <= today()
