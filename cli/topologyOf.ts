import type { Config } from '../config/readConfig.ts'
import { cabinet } from '../topology/cabinet.ts'
import { cabinetOptionsOf } from './cabinetOptionsOf.ts'

/** The dataflow that the configuration asks for. */
export const topologyOf = (config: Config) => cabinet(cabinetOptionsOf(config))
