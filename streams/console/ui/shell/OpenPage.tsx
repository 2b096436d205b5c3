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
  const t = say(texts)
  const [, draw] = useState(0)
  const title = page ? say(page.title) : t.unknown
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

  if (!page)
    return (
      <Empty title={t.unknown}>
        <p>{t.unknownDetail}</p>
        <a href="#/">{t.home}</a>
      </Empty>
    )
  const found = loaded.get(page)
  if (!found) return <Loading />
  if ('failed' in found)
    return (
      <Notice tone="bad" title={t.broken}>
        <p>{t.brokenDetail}</p>
        <Button small onClick={() => location.reload()}>
          {t.reload}
        </Button>
      </Notice>
    )
  const Component = found.component
  return (
    <>
      <h1>{title}</h1>
      <Component key={page.id} />
    </>
  )
}
