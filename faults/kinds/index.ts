import type { Fault } from '../fault.ts'
import { copyState } from './copyState.ts'
import { cutNetwork } from './cutNetwork.ts'
import { damageState } from './damageState.ts'
import { fillDisk } from './fillDisk.ts'
import { killAway } from './killAway.ts'
import { killBoth } from './killBoth.ts'
import { killBroker } from './killBroker.ts'
import { killEarly } from './killEarly.ts'
import { killInTurn } from './killInTurn.ts'
import { killKnown } from './killKnown.ts'
import { killRestart } from './killRestart.ts'
import { loseState } from './loseState.ts'
import { pauseSession } from './pauseSession.ts'
import { pauseTransaction } from './pauseTransaction.ts'
import { restartBroker } from './restartBroker.ts'
import { silenceNetwork } from './silenceNetwork.ts'
import { slowNetwork } from './slowNetwork.ts'
import { terminate } from './terminate.ts'

export const faults: readonly Fault[] = [
  killRestart,
  killEarly,
  killAway,
  killKnown,
  killInTurn,
  killBoth,
  terminate,
  pauseSession,
  pauseTransaction,
  killBroker,
  restartBroker,
  cutNetwork,
  silenceNetwork,
  slowNetwork,
  fillDisk,
  damageState,
  loseState,
  copyState,
]
