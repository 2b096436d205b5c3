import { day } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { goTo, pathTo, route } from 'millrace/console/ui/route.ts'
import { useEffect, useId, useState } from 'preact/hooks'
import { fullName, type Patient } from '../../data/patient.ts'
import { useList } from '../../data/useList.ts'
import { Listed } from '../../parts/Listed.tsx'
import { NewPatient } from './NewPatient.tsx'
import { texts } from './texts.ts'

const restMs = 200

/** Patients by what their names begin with. What is looked for stands in the address. */
export function PatientSearch() {
  const t = say(texts)
  const id = useId()
  const asked = route.value.query.get('q') ?? ''
  const [typed, type] = useState(asked)
  const [adding, add] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() !== asked) goTo(pathTo('patients', [], { q: typed.trim() }), { replace: true })
    }, restMs)
    return () => clearTimeout(timer)
  }, [typed, asked])
  const list = useList<Patient>(`/api/patients?limit=50${asked && `&q=${encodeURIComponent(asked)}`}`)

  const columns: readonly Column<Patient>[] = [
    {
      id: 'name',
      title: t.name,
      cell: patient => (
        <span class="row">
          <a href={pathTo('patients', [patient.patientId])}>{fullName(patient) || patient.patientId}</a>
          {patient.supprimeLe && <Badge>{t.erased}</Badge>}
          {!patient.connuLe && !patient.supprimeLe && <Badge tone="warn">{t.unknown}</Badge>}
        </span>
      ),
    },
    {
      id: 'birth',
      title: t.birth,
      cell: ({ dateNaissance }) => (dateNaissance ? day(`${dateNaissance}T12:00:00Z`) : '–'),
    },
    { id: 'telephone', title: t.telephone, cell: ({ telephone }) => telephone ?? '–', minor: true },
    { id: 'email', title: t.email, cell: ({ email }) => email ?? '–', minor: true },
  ]
  return (
    <>
      <div class="row patients-head">
        <search>
          <label for={id} class="unseen">
            {t.search}
          </label>
          <input
            id={id}
            type="search"
            placeholder={t.searchHint}
            autocomplete="off"
            value={typed}
            onInput={event => type(event.currentTarget.value)}
          />
        </search>
        <Button kind="primary" onClick={() => add(true)}>
          {t.add}
        </Button>
      </div>
      <Panel flush>
        <Listed
          list={list}
          empty={
            <Empty title={asked ? t.noneFound(asked) : t.none}>
              <p>{asked ? t.noneFoundHint : t.noneHint}</p>
            </Empty>
          }
        >
          {rows => (
            <Table caption={t.patients} columns={columns} rows={rows} keyOf={patient => patient.patientId} />
          )}
        </Listed>
      </Panel>
      {adding && <NewPatient onClose={() => add(false)} />}
    </>
  )
}
