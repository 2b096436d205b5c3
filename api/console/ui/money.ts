import { locale } from 'millrace/console/ui/format.ts'

const forms = new Map<string, Intl.NumberFormat>()

/** `1,234.50`, always with two places. The practice says its amounts without a currency. */
export function money(amount: number): string {
  let form = forms.get(locale())
  if (!form) {
    form = new Intl.NumberFormat(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    forms.set(locale(), form)
  }
  return form.format(amount)
}
