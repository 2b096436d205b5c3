import { route } from 'millrace/console/ui/route.ts'
import { DossierView } from './DossierView.tsx'
import { PatientSearch } from './PatientSearch.tsx'
import './patients.css'

/** `#/patients?q=` finds patients, `#/patients/<id>` is a dossier. */
export default function PatientsPage() {
  const [patientId] = route.value.rest
  return patientId ? <DossierView key={patientId} patientId={patientId} /> : <PatientSearch />
}
