import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { say } from '../language.ts'
import type { Page } from '../page.ts'
import { pathTo, route } from '../route.ts'
import { texts } from './texts.ts'

export interface SideMenuProps {
  readonly name: string
  readonly pages: readonly Page[]
  readonly current: string
  readonly settings: ComponentChildren
}

/** The pages by group, at the left; on narrow screens behind a button. */
export function SideMenu({ name, pages, current, settings }: SideMenuProps) {
  const t = say(texts)
  const [isOpen, open] = useState(false)
  const where = route.value
  // Wherever one went, the menu has done its work.
  useEffect(() => open(false), [where])
  return (
    <header class="shell-side" data-open={isOpen}>
      <div class="shell-head">
        <a class="shell-name" href={pathTo(pages[0]!.id)}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <rect width="24" height="24" rx="6" fill="var(--accent)" />
            <path
              d="M4 9c4-4 4 4 8 0s4 4 8 0M4 15c4-4 4 4 8 0s4 4 8 0"
              fill="none"
              stroke="var(--accent-ink)"
              stroke-width="2"
              stroke-linecap="round"
            />
          </svg>
          {name}
        </a>
        <button
          type="button"
          class="shell-menu"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => open(!isOpen)}
        >
          {t.menu}
        </button>
      </div>
      <div id="menu" class="shell-drawer">
        <nav aria-label={t.pages}>
          {groupsOf(pages).map(group => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul>
                {group.pages.map(page => (
                  <li key={page.id}>
                    <a href={pathTo(page.id)} aria-current={page.id === current ? 'page' : undefined}>
                      {say(page.title)}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        {settings}
      </div>
    </header>
  )
}

function groupsOf(pages: readonly Page[]): { readonly title: string; readonly pages: readonly Page[] }[] {
  const groups = Map.groupBy(pages, page => say(page.group))
  return [...groups].map(([title, pages]) => ({ title, pages }))
}
