import type { Logger } from 'pino'
import type { Config } from '../../config/readConfig.ts'
import type { Channel } from '../../notifications/channel.ts'
import { logChannel } from '../../notifications/logChannel.ts'
import { smtpChannel } from '../../notifications/smtpChannel.ts'
import { webhookChannel } from '../../notifications/webhookChannel.ts'
import { StartError } from '../startError.ts'

/** The configured channel. Throws StartError when something of it is missing. */
export function channelOf(config: Config, logger: Logger): Channel {
  const {
    NOTIFICATION_CHANNEL,
    NOTIFICATION_TIMEOUT_MS: timeoutMs,
    SMTP_URL,
    SMTP_FROM,
    WEBHOOK_URL,
  } = config
  switch (NOTIFICATION_CHANNEL) {
    case 'smtp':
      if (SMTP_URL === null || SMTP_FROM === null) throw missing('SMTP_URL and SMTP_FROM')
      return smtpChannel({ url: SMTP_URL, from: SMTP_FROM, timeoutMs })
    case 'webhook':
      if (WEBHOOK_URL === null) throw missing('WEBHOOK_URL')
      return webhookChannel({ url: WEBHOOK_URL, secret: config.WEBHOOK_SECRET, timeoutMs })
    case 'log':
      return logChannel((line, message) => logger.info(line, message))
  }
}

const missing = (names: string) =>
  new StartError(`NOTIFICATION_CHANNEL needs ${names} beside it; docs/configuration.md says how they look.`)
