import { readSettings } from '../broker/settings.ts'
import { checkedBy, type Kind } from './kind.ts'

/** What broker/settings.ts reads: its rules are asked, not repeated, and the text is passed on as it is. */
export function brokerKind(name: string, allowed: string): Kind<string> {
  return checkedBy(allowed, text => {
    try {
      readSettings({ [name]: text })
    } catch {
      throw new Error(allowed)
    }
    return text
  })
}
