import { render } from 'preact'
import { Shell, type ShellProps } from './shell/Shell.tsx'

/** Draws the console into the page's `<div id="console">`. */
export function mount(props: ShellProps): void {
  render(<Shell {...props} />, document.getElementById('console')!)
}
