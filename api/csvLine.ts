/**
 * One record of RFC 4180, its line end included. Null is an empty cell; numbers are as in JSON, with a decimal point; a list is
 * its values with spaces between them. Text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = Array.isArray(value) ? value.join(' ') : String(value)
  const harmless = formula.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** What Excel, LibreOffice and Google Sheets evaluate, also after blanks, and in the full width of East Asian scripts. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/
