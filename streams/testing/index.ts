/** What tests of an application need: its topology without a broker, and a network that fails. */
export { ClusterProxy } from '../wire/clusterProxy.ts'
export { Random } from './simulation/random.ts'
export { SimulatedCluster, type SimulatedClusterOptions } from './simulation/simulatedCluster.ts'
export type { SimulatedInstance, SimulatedProgram } from './simulation/simulatedInstance.ts'
export { type PipedRecord, TestDriver, type TestDriverOptions } from './testDriver.ts'
export { TestInstance } from './testInstance.ts'
