import { bilingual, say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Loading } from 'millrace/console/ui/parts/Loaded.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import { medecinsKnown, medecinsProblem } from '../data/medecins.ts'

const texts = bilingual({
  fr: {
    title: 'Aucun médecin encore',
    what: 'Un médecin paraît ici dès que son événement medecin.created est lu : POST /api/medecins en écrit un. Sans DEMO=0, npm start apporte un cabinet de démonstration.',
  },
  en: {
    title: 'No médecin yet',
    what: 'A médecin appears here as soon as the event medecin.created is read: POST /api/medecins writes one. Without DEMO=0, npm start brings a practice for demonstration.',
  },
})

/** In place of a page that needs médecins, while none is known: none yet, none at all, or why it cannot be said. */
export function NoMedecins() {
  if (medecinsProblem.value) return <ProblemNotice problem={medecinsProblem.value} />
  if (!medecinsKnown.value) return <Loading />
  const t = say(texts)
  return (
    <Empty title={t.title}>
      <p>{t.what}</p>
    </Empty>
  )
}
