/** What tests of an application need: its topology without a broker, and a network that fails. */
export { ClusterProxy } from '../wire/clusterProxy.ts'
export { type PipedRecord, TestDriver, type TestDriverOptions } from './testDriver.ts'
