import { pathTo } from 'millrace/console/ui/route.ts'
import { patientName } from '../data/patientNames.ts'

/** A patient by name, leading to the dossier. Until the name is known, and where there is none, the id stands there. */
export function PatientLink({ patientId }: { readonly patientId: string }) {
  const name = patientName(patientId).value
  return <a href={pathTo('patients', [patientId])}>{name || <code>{patientId}</code>}</a>
}
