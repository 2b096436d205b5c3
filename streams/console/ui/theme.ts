import { effect, signal } from '@preact/signals'
import { stored } from './stored.ts'

/** `system`: as the machine has it. */
export type Theme = 'system' | 'light' | 'dark'

export const theme = signal<Theme>(initial())

export function chooseTheme(chosen: Theme): void {
  stored.write('theme', chosen === 'system' ? null : chosen)
  theme.value = chosen
}

effect(() => {
  const { dataset } = document.documentElement
  if (theme.value === 'system') delete dataset.theme
  else dataset.theme = theme.value
})

function initial(): Theme {
  const chosen = stored.read('theme')
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}
