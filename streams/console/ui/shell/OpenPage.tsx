import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { say } from '../language.ts'
import type { Page } from '../page.ts'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Loading } from '../parts/Loaded.tsx'
import { Notice } from '../parts/Notice.tsx'
import { texts } from './texts.ts'

type Found = { readonly component: ComponentType } | { readonly failed: true }

const loaded = new Map<Page, Found>()

/** The page that the address names, loaded when it is opened first. Null: none of that name. */
export function OpenPage({ name, page }: { readonly name: string; readonly page: Page | null }) {
  const [, draw] = useState(0)
  const title = page ? say(page.title) : say(texts).unknown
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
  useEffect(() => {
    if (!page || loaded.has(page)) return
    page.load().then(
      module => {
        loaded.set(page, { component: module.default })
        draw(count => count + 1)
      },
      () => {
        loaded.set(page, { failed: true })
        draw(count => count + 1)
      },
    )
  }, [page])

  return (
    <>
      <h1>{title}</h1>
      {page ? <Opened key={page.id} found={loaded.get(page)} /> : <Unknown />}
    </>
  )
}

function Opened({ found }: { readonly found: Found | undefined }) {
  const t = say(texts)
  if (!found) return <Loading />
  if ('component' in found) return <found.component />
  return (
    <Notice tone="bad" title={t.broken}>
      <p>{t.brokenDetail}</p>
      <Button small onClick={() => location.reload()}>
        {t.reload}
      </Button>
    </Notice>
  )
}

function Unknown() {
  const t = say(texts)
  return (
    <Empty title={t.unknownDetail}>
      <a href="#/">{t.home}</a>
    </Empty>
  )
}
