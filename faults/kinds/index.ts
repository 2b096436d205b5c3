import type { Fault } from '../fault.ts'
import { killAway } from './killAway.ts'
import { killBoth } from './killBoth.ts'
import { killBroker } from './killBroker.ts'
import { killEarly } from './killEarly.ts'
import { killRestart } from './killRestart.ts'
import { loseState } from './loseState.ts'
import { restartBroker } from './restartBroker.ts'
import { suspend } from './suspend.ts'
import { terminate } from './terminate.ts'

export const faults: readonly Fault[] = [
  killRestart,
  killAway,
  terminate,
  suspend,
  killBroker,
  restartBroker,
  loseState,
  killEarly,
  killBoth,
]
