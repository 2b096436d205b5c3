import { pino } from 'pino'
import { startCabinet } from '../../cli/cabinetApp.ts'
import { connect } from '../../cli/connect.ts'
import { beginGeneration } from '../../cli/generations/beginGeneration.ts'
import { freePorts } from '../setup/freePorts.ts'
import type { OpenConsole } from './openConsole.ts'

/** Another rule: the command for it, its comparison with what is live, the switch, the way back, its end. */
export async function reprocess({ part, cabinet }: OpenConsole): Promise<void> {
  // It takes another process of the same application.
  if (cabinet === null) return
  const { config, brokers } = cabinet
  const connection = await connect(config, brokers)
  await part(async ({ page, url, sound }) => {
    await page.goto(`${url}/#/reprocess`)
    await page.getByRole('article', { name: 'Generation 1' }).getByText(/live$/).waitFor()
    await page.getByLabel('Invoice when created').selectOption('realisation')
    await page.getByText('npx cabinet reprocess --set FACTURATION=realisation').waitFor()
    await sound('reprocess-plan')

    const rules = { FACTURATION: 'realisation' }
    const begun = await beginGeneration({
      config,
      kafka: connection.kafka,
      purpose: 'reprocess',
      rules,
    })
    const start = async () =>
      startCabinet({
        config: { ...config, GENERATION: begun.number, PORT: Number(await freePorts(1)) },
        brokers,
        logger: pino({ level: 'silent' }),
      })
    // A broker that has much to do shows topics that were just created too late for the first start.
    const next = await start().catch(start)
    try {
      const one = page.getByRole('article', { name: 'Generation 1' })
      const two = page.getByRole('article', { name: 'Generation 2' })
      await two.getByText('building').waitFor()
      await two.getByRole('button', { name: 'Compare' }).click()
      // All rows that differ are read, and all that either has published.
      await page.getByRole('heading', { name: 'Generation 2 against 1' }).waitFor({ timeout: 120_000 })
      await page.getByRole('row', { name: /^factures different/ }).waitFor()
      await page.getByText('differences', { exact: false }).first().click()
      await sound('reprocess-comparison')

      const confirmed = (title: string, name: string) =>
        page.getByRole('dialog', { name: title }).getByRole('button', { name, exact: true }).click()
      await two.getByRole('button', { name: 'Switch…' }).click()
      await confirmed('Switch to generation 2?', 'Switch')
      await page.getByText(/^Generation 2 is live\./).waitFor({ timeout: 60_000 })
      await two.getByText(/live$/).waitFor()
      await one.getByRole('button', { name: 'Roll back…' }).waitFor()
      await sound('reprocess-switched')
      await one.getByRole('button', { name: 'Roll back…' }).click()
      await confirmed('Go back to generation 1?', 'Roll back')
      await page.getByText(/^Generation 1 is live\./).waitFor({ timeout: 60_000 })
      await two.getByRole('button', { name: 'Retire…' }).click()
      await confirmed('Retire generation 2?', 'Retire')
      await page.getByText(/^Generation 2 is over, \d+ topics deleted\.$/).waitFor({ timeout: 60_000 })
      await page.getByText('1 generation that is over').waitFor()
    } finally {
      await next.stop()
      await connection.close()
    }
  })
}
