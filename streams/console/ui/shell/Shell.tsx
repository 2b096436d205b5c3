import { say } from '../language.ts'
import type { Page } from '../page.ts'
import { route } from '../route.ts'
import { KeyDialog } from './KeyDialog.tsx'
import { OpenPage } from './OpenPage.tsx'
import { Settings } from './Settings.tsx'
import { SideMenu } from './SideMenu.tsx'
import { texts } from './texts.ts'
import '../tokens.css'
import '../base.css'
import './shell.css'

export interface ShellProps {
  /** Of the application, at the head of its pages. */
  readonly name: string
  /** The first is the one that opens. */
  readonly pages: readonly Page[]
}

/** The frame of all pages: menu, language, theme, who asks; and the page that the address names. */
export function Shell({ name, pages }: ShellProps) {
  const id = route.value.page || pages[0]!.id
  const page = pages.find(each => each.id === id) ?? null
  return (
    <div class="shell">
      <button type="button" class="shell-skip" onClick={skip}>
        {say(texts).skip}
      </button>
      <SideMenu name={name} pages={pages} current={id} settings={<Settings />} />
      <main id="content" tabIndex={-1}>
        <OpenPage name={name} page={page} />
      </main>
      <KeyDialog />
    </div>
  )
}

/** Not a link: the address behind `#` says which page is open. */
const skip = () => document.getElementById('content')?.focus()
